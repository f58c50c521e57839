package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway of routing network, by packets: routers alone learn how it is. */
class HeartbeatsIT {
    private static final InetSocketAddress GATEWAY =
            new InetSocketAddress("192.168.26.1", Examples.gateway().heartbeatPort());
    private static final List<String> ROUTERS = List.of("192.168.27.1", "192.168.27.2", "192.168.27.126");
    private static final List<String> OTHERS =
            List.of("192.168.24.20", "192.168.26.2", "192.168.26.129", "192.168.27.129");
    private static final int PATIENCE = 5_000;

    private NetworkNamespace gateway;
    private NetworkNamespace network;
    private DatagramSocket agent;

    @BeforeEach
    void connect() throws Exception {
        gateway = NetworkNamespace.create("gateway");
        network = NetworkNamespace.create("network");
        gateway.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("net1", "net1", network));
                kernel.route().createLink(Veth.of("wg1", "wg1-peer"));
            }
        });
        Links.up(gateway, "net1", "192.168.26.1/22");
        Links.up(gateway, "wg1");
        Links.up(
                network,
                "net1",
                Stream.concat(ROUTERS.stream(), OTHERS.stream())
                        .map(address -> address + "/22")
                        .toArray(String[]::new));
        Links.awaitRunning("net1", gateway, network);
        gateway.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(GatewayPlan.open(Examples.gateway()));
            }
        });
        agent = gateway.call(() -> new DatagramSocket(GATEWAY));
        agent.setSoTimeout(PATIENCE);
    }

    @AfterEach
    void delete() {
        agent.close();
        gateway.close();
        network.close();
        List.of("gateway", "network").forEach(NetworkNamespace::delete);
    }

    /** What a router asks comes last, so whatever the others' had let through would be there before it. */
    @Test
    @Proves("I11")
    void routersAloneAreHeard() throws Exception {
        for (String other : OTHERS) {
            ask(other);
            ask(ROUTERS.getLast());
            assertThat(heard()).isEqualTo(ROUTERS.getLast());
        }
        for (String router : ROUTERS) {
            ask(router);
            assertThat(heard()).isEqualTo(router);
        }
        agent.setSoTimeout(1);
        assertThatThrownBy(this::heard).isInstanceOf(SocketTimeoutException.class);
    }

    private void ask(String from) throws Exception {
        network.run(() -> {
            try (var socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
                socket.send(new DatagramPacket(new byte[12], 12, GATEWAY));
            }
        });
    }

    private String heard() throws IOException {
        var packet = new DatagramPacket(new byte[64], 64);
        agent.receive(packet);
        InetAddress from = packet.getAddress();
        return from.getHostAddress();
    }
}
