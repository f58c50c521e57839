package dev.culvert.lab.demo;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.flow.ConnectTrain;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.flow.PacketTrain;
import dev.culvert.netlink.NetworkNamespace;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What clients do while something fails: open flows, a long transfer, new connections and a packet train. */
final class Traffic implements AutoCloseable {
    private static final int TCP_FLOWS = 160;
    private static final int UDP_FLOWS = 40;
    private static final Duration NEW_FLOW = Duration.ofMillis(20);
    private static final Duration PACKET = Duration.ofMillis(10);
    private static final Duration BYTE = Duration.ofMillis(200);

    /** What ends a flow that heard nothing: well after a slow machine has noticed a tunnel that swallows packets (6 s) and TCP has sent again. */
    static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Duration OPENING = Duration.ofSeconds(5);

    /** Long enough for pauses of an idle machine to be seen before anything fails. */
    private static final Duration SETTLING = Duration.ofMillis(700);

    final Flows flows;
    final LongTransfer transfer;
    final ConnectTrain connects;
    final PacketTrain packets;

    /**
     * Starts all of it and waits until it runs.
     *
     * @param transferExit through which exits the transfer may go
     */
    Traffic(Lab lab, Predicate<String> transferExit) {
        InetAddress remote = remote(lab);
        transfer = LongTransfer.start(lab, client(lab, 1), transferExit);
        flows = flows(lab, client(lab, 0), TCP_FLOWS, UDP_FLOWS);
        try (NetworkNamespace namespace = lab.namespace(client(lab, 1))) {
            connects = ConnectTrain.start(namespace, remote, NEW_FLOW);
        }
        try (NetworkNamespace namespace = lab.namespace(client(lab, 2))) {
            packets = PacketTrain.start(namespace, remote, PACKET);
        }
        Wait.until(OPENING, flows::opened);
        Wait.pause(SETTLING);
    }

    /** Opens flows of a client to the first remote. */
    static Flows flows(Lab lab, String client, int tcp, int udp) {
        try (NetworkNamespace namespace = lab.namespace(client)) {
            return Flows.open(namespace, remote(lab), new Flows.Plan(tcp, udp, BYTE, SILENCE));
        }
    }

    /** The client of that number, from 0; where there are fewer, one of them plays several parts. */
    static String client(Lab lab, int number) {
        List<Host> clients = lab.topology().hosts(HostRole.CLIENT);
        return clients.get(number % clients.size()).name();
    }

    private static InetAddress remote(Lab lab) {
        return InetAddress.ofLiteral(lab.topology().host("remote-1").v4().orElseThrow());
    }

    @Override
    public void close() {
        flows.close();
        transfer.close();
        connects.close();
        packets.close();
    }
}
