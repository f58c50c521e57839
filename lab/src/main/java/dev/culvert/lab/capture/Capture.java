package dev.culvert.lab.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.topology.Topology;
import dev.culvert.lab.tunnel.Tunnel;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.socket.Bpf;
import dev.culvert.netlink.socket.LinkSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The capture on the uplink's LAN side, where everything that leaves the site still has its own addresses. Tunnels'
 * packets are left out by the kernel, so that it keeps up with any load; what the kernel drops is told.
 *
 * <p>It reads a packet socket itself: tcpdump cannot run where only one user exists, as it changes its user.
 */
public final class Capture implements AutoCloseable {
    private static final String UPLINK = "uplink";
    private static final String PORT = "lan0";
    private static final int BUFFER_BYTES = 64 * 1024 * 1024;

    private final FrameReader reader;
    private final Tally tally;

    private Capture(FrameReader reader, Tally tally) {
        this.reader = reader;
        this.tally = tally;
    }

    /** Starts it; it sees every packet from then on. */
    public static Capture start(Topology topology, List<Tunnel> tunnels) {
        Programs.require(HostEntry.shell(UPLINK), "nft '" + CaptureFilter.counter(PORT, tunnels) + "'\n");
        List<Bpf> filter = compile(CaptureFilter.expression(tunnels));
        Tally tally = new Tally(bystanders(topology));
        try (NetworkNamespace namespace = NetworkNamespace.open(UPLINK)) {
            LinkSocket socket = namespace.call(() -> LinkSocket.open(PORT, LinkSocket.ALL, filter));
            socket.receiveBuffer(BUFFER_BYTES);
            return new Capture(new FrameReader(socket, tally::add), tally);
        } catch (Exception e) {
            throw new LabException("cannot start the capture: " + e.getMessage(), e);
        }
    }

    /** What was seen, up to the last packet that the uplink had received when this was called. */
    public CaptureReport report() {
        long dropped = reader.drain();
        return tally.report(tunnelled(), dropped);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** As {@code tcpdump -ddd} prints it: the number of instructions, then four numbers for each. */
    private static List<Bpf> compile(String expression) {
        return Programs.require(List.of("tcpdump", "-ddd", "-s", Integer.toString(FrameReader.LONGEST), expression), "")
                .lines()
                .skip(1)
                .map(line -> line.split(" ", 4))
                .map(numbers -> new Bpf(
                        Integer.parseInt(numbers[0]),
                        Integer.parseInt(numbers[1]),
                        Integer.parseInt(numbers[2]),
                        Integer.parseUnsignedInt(numbers[3])))
                .toList();
    }

    private static Set<InetAddress> bystanders(Topology topology) {
        return Stream.of(HostRole.POD, HostRole.CLUSTER)
                .flatMap(role -> topology.hosts(role).stream())
                .flatMap(Capture::addresses)
                .collect(Collectors.toSet());
    }

    private static Stream<InetAddress> addresses(Host host) {
        return Stream.of(host.v4(), host.v6()).flatMap(Optional::stream).map(InetAddress::ofLiteral);
    }

    private static long tunnelled() {
        try {
            String answer = Programs.require(HostEntry.shell(UPLINK), "nft -j list counter inet lab tunnelled\n");
            return new JsonMapper().readTree(answer).findValue("packets").asLong();
        } catch (JsonProcessingException e) {
            throw new LabException("nft's answer cannot be read", e);
        }
    }
}
