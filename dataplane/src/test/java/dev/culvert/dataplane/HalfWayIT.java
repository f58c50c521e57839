package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.netlink.socket.UdpSocket;
import dev.culvert.proofs.Proves;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each prefix of a plan's steps is what an agent leaves that dies, or is refused, right after it: nothing goes by the first link then. */
class HalfWayIT {
    private static final InetAddress REMOTE = InetAddress.ofLiteral("203.0.113.99");
    private static final byte[] REMOTES_BYTES = REMOTE.getAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int DESTINATION = 30;
    /** An ARP frame with nothing in it, which all locks let pass, so that what was sent before it has been seen. */
    private static final byte[] MARKER = new byte[42];

    static {
        MARKER[0] = (byte) 0xff;
        MARKER[12] = 0x08;
        MARKER[13] = 0x06;
    }

    private NetworkNamespace pod;
    private NetworkNamespace node;
    private NetworkNamespace client;

    @BeforeEach
    void connect() throws Exception {
        pod = NetworkNamespace.create("pod");
        node = NetworkNamespace.create("node");
        client = NetworkNamespace.create("client");
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("eth0", "eth0", node));
                kernel.route().createLink(Veth.of("net1", "net1", client));
                kernel.route().createLink(Veth.of("wg1", "wg1-peer"));
                kernel.route().createLink(Veth.of("vip1", "vip1-peer"));
                kernel.route().setUp("wg1");
                kernel.route().setUp("vip1");
            }
        });
        Links.up(pod, "eth0", "10.244.1.5/24");
        Links.up(pod, "net1", "192.168.27.1/22");
        Links.up(node, "eth0", "10.244.1.1/24");
        Links.up(client, "net1", "192.168.24.20/22");
        Links.awaitRunning("eth0", pod, node);
        Links.awaitRunning("net1", pod, client);
        leadOut(pod, "eth0", "10.244.1.1");
        leadOut(client, "net1", "192.168.27.1");
        pod.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
    }

    @AfterEach
    void delete() {
        List.of(pod, node, client).forEach(NetworkNamespace::close);
        List.of("pod", "node", "client").forEach(NetworkNamespace::delete);
    }

    /** Those that close by themselves: of a router in a gateway's pod it is the gateway's that does, of a sender the client's. */
    static Stream<Arguments> plans() {
        List<String> others = List.of("router in a gateway", "router with resolvers in a gateway", "client's sender");
        return KernelIT.plans().filter(plan -> !others.contains(plan.get()[0]));
    }

    @Proves({"L6", "L23"})
    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void nothingLeavesAfterAnyStep(String name, NamespacePlan plan) throws Exception {
        boolean sends = plan.owner() != Owner.ROUTER;
        try (var arena = Arena.ofConfined();
                LinkSocket wire = node.call(() -> LinkSocket.open("eth0", LinkSocket.ALL))) {
            MemorySegment frame = arena.allocate(2_048);
            // Until neighbours know each other, a packet comes after the marker.
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int before = 0;
            while (before != (sends ? 2 : 1) && System.nanoTime() < deadline) {
                before = leaks(wire, frame, sends);
            }
            assertThat(before).as("before").isEqualTo(sends ? 2 : 1);
            List<Change> steps = pod.call(() -> {
                try (var kernel = new Kernel()) {
                    return Changes.between(plan, kernel.observe(plan));
                }
            });
            assertThat(steps).isNotEmpty();
            for (Change step : steps) {
                pod.run(() -> {
                    try (var kernel = new Kernel()) {
                        kernel.apply(step);
                    }
                });
                assertThat(leaks(wire, frame, sends)).as("after %s", step).isZero();
            }
        }
    }

    /** What the node sees of a client's packet, and of one of the pod's own. */
    private int leaks(LinkSocket wire, MemorySegment frame, boolean sends) throws Exception {
        client.run(() -> send(Optional.empty()));
        if (sends) {
            pod.run(() -> send(Optional.of("eth0")));
        }
        pod.run(() -> {
            try (LinkSocket link = LinkSocket.open("eth0", LinkSocket.ALL)) {
                link.send(MARKER);
            }
        });
        int leaks = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<LinkSocket.Frame> seen = wire.receive(frame);
            if (seen.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            byte[] bytes = frame.asSlice(0, seen.get().length()).toArray(ValueLayout.JAVA_BYTE);
            if (Arrays.equals(bytes, 0, MARKER.length, MARKER, 0, MARKER.length)) {
                return leaks;
            }
            int end = DESTINATION + REMOTES_BYTES.length;
            if (bytes.length >= end && Arrays.equals(bytes, DESTINATION, end, REMOTES_BYTES, 0, REMOTES_BYTES.length)) {
                leaks++;
            }
        }
        throw new AssertionError("the marker did not arrive");
    }

    private static void send(Optional<String> link) {
        try (UdpSocket socket = UdpSocket.open(Family.IPV4)) {
            link.ifPresent(socket::bindToDevice);
            socket.send(new byte[] {'.'}, REMOTE, 7);
        } catch (NetlinkException refused) {
            // As it should be.
        }
    }

    private static void leadOut(NetworkNamespace namespace, String link, String via) throws Exception {
        namespace.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().addRoute(Route.toDefault(Family.IPV4).via(via).dev(link));
            }
        });
    }
}
