package dev.culvert.agent.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.cni.Plugin;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.dataplane.Kernel;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.NftChange;
import dev.culvert.netlink.NftMonitor;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client whose gateway, somebody else's, is there all the time: whether its packets arrive is for its own lock to say. Agents
 * come and go as if killed: none does anything at its end.
 */
class DetachedClientIT {
    private static final int PORT = 7000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int IPV4 = 0x0800;

    /** An IP protocol for experiments (RFC 3692), and where a frame names it. */
    private static final int EXPERIMENT = 253;

    private static final int PROTOCOL = 23;
    private static final String REMOTE = "cb007109";

    @TempDir
    private Path folder;

    private final Map<String, NetworkNamespace> namespaces = new TreeMap<>();
    private DatagramSocket remote;
    private LinkSocket wire;

    @BeforeEach
    void makeNodeAndGateway() throws Exception {
        NetworkNamespace node = make("a-node");
        node.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("eth0", "eth0-peer"));
                kernel.route().setUp("eth0");
                kernel.route().addAddress(Address.of("10.0.0.1/24", "eth0"));
            }
        });
        NetworkNamespace outside = make("outside");
        outside.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().addAddress(Address.of("203.0.113.9/32", "lo"));
                kernel.route().addAddress(Address.of("10.255.0.1/32", "lo"));
            }
        });
        makePod("app", 1);
        makePod("other", 2);
        remote = outside.call(() -> new DatagramSocket(PORT));
        remote.setSoTimeout((int) PATIENCE.toMillis());
        wire = outside.call(() -> LinkSocket.open("vpn-app", IPV4));
    }

    @AfterEach
    void deleteAll() {
        remote.close();
        wire.close();
        namespaces.forEach((name, namespace) -> {
            namespace.close();
            NetworkNamespace.delete(name);
        });
    }

    @Test
    @Proves("F15")
    void isClosedByItsOwnLockAndOpenedAgainWhateverHappensToTheAgent() throws Exception {
        try (NodeAgent _ = agent(Map.of())) {
            lock("app", "media/app");
            lock("other", "media/other");
        }
        assertThat(reached("app")).containsExactly("app by net1", "app by eth0");
        assertThat(rawFrameArrives()).isTrue();
        assertThat(rawFrameArrives("c0a81503")).as("in another's name").isFalse();

        agent(Map.of("media/app", true)).close();
        assertThat(status()).contains("\"open\" : 1", "\"closed\" : 1", "\"ready\" : true");
        assertThat(reached("app")).as("local networks alone").containsExactly("app by eth0");
        assertThat(rawFrameArrives()).as("past the hook where packets are sent").isFalse();
        assertThat(reached("other")).containsExactly("other by net1", "other by eth0");

        unchanged("app", () -> agent(Map.of("media/app", true)).close());
        unchanged("app", () -> agent(Map.of()).close());
        assertThat(reached("app")).as("whoever is not told remembers").containsExactly("app by eth0");

        agent(Map.of("media/app", false)).close();
        assertThat(reached("app")).containsExactly("app by net1", "app by eth0");
        assertThat(rawFrameArrives()).isTrue();
        unchanged("app", () -> agent(Map.of("media/app", false)).close());
    }

    @Test
    void thatComesWhileItIsClosedStaysSoUntilItIsOpened() throws Exception {
        try (NodeAgent _ = agent(Map.of("media/app", true))) {
            lock("app", "media/app");
            assertThat(reached("app")).containsExactly("app by eth0");
        }
        agent(Map.of()).close();
        assertThat(reached("app")).containsExactly("app by eth0");
        agent(Map.of("media/app", false)).close();
        assertThat(reached("app")).containsExactly("app by net1", "app by eth0");
    }

    @Test
    void withoutItsSecondInterfaceItIsClosedAllTheSame() throws Exception {
        try (NodeAgent _ = agent(Map.of())) {
            lock("app", "media/app");
        }
        in("app").run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().deleteLink("net1");
            }
        });
        agent(Map.of("media/app", true)).close();
        assertThat(status()).contains("\"closed\" : 1", "\"problems\" : [ ]");
        assertThat(reached("app")).containsExactly("app by eth0");
    }

    @Test
    void isForgottenWithItsNamespaceAlone() throws Exception {
        try (NodeAgent _ = agent(Map.of())) {
            lock("app", "media/app");
            lock("other", "media/other");
        }
        assertThat(remembered()).hasSize(2);
        end("app");
        make("app");
        Path other = Path.of("/run/netns/other");
        agent(Map.of("media/app", true, "media/other", true)).close();
        assertThat(remembered()).as("another one of that name is nobody's").hasSize(1);
        assertThat(reached("other")).containsExactly("other by eth0");

        end("other");
        Files.createFile(other);
        agent(Map.of()).close();
        assertThat(status()).as("no namespace, and no proof of its end").contains("\"ready\" : false");
        assertThat(remembered()).hasSize(1);
        Files.delete(other);
        agent(Map.of()).close();
        assertThat(status()).contains("\"ready\" : true");
        assertThat(remembered()).isEmpty();
    }

    private NodeAgent agent(Map<String, Boolean> closed) throws Exception {
        var cni =
                new NodeSettings.Cni(folder.toString(), folder.resolve("spool").toString(), closed);
        var settings = new NodeSettings(List.of("10.0.0.1"), List.of(), cni, folder.toString());
        return in("a-node").call(() -> NodeAgent.start(settings));
    }

    private void lock(String pod, String client) throws Exception {
        assertThat(new Plugin(folder).call("ADD", pod, """
                        {"cniVersion": "0.4.0", "name": "vpn", "type": "culvert-lock", "uplink": "eth0",
                         "local": ["10.0.0.0/8"], "client": "%s", "prevResult": {"cniVersion": "0.4.0"}}
                        """.formatted(client)))
                .extracting(Plugin.Answer::code)
                .isEqualTo(0);
    }

    private String status() throws IOException {
        return Files.readString(folder.resolve("status.json"));
    }

    private List<Path> remembered() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("spool/locks"))) {
            return files.toList();
        }
    }

    private NetworkNamespace make(String name) {
        NetworkNamespace namespace = NetworkNamespace.create(name);
        namespaces.put(name, namespace);
        return namespace;
    }

    private NetworkNamespace in(String name) {
        return Objects.requireNonNull(namespaces.get(name));
    }

    private void end(String name) {
        in(name).close();
        namespaces.remove(name);
        NetworkNamespace.delete(name);
    }

    /** A pod with both interfaces to the outside, the default route by the second. */
    private void makePod(String name, int number) throws Exception {
        NetworkNamespace outside = in("outside");
        NetworkNamespace pod = make(name);
        outside.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("vpn-" + name, "net1", pod));
                kernel.route().createLink(Veth.of("pods-" + name, "eth0", pod));
                for (String link : List.of("vpn-" + name, "pods-" + name)) {
                    kernel.route().setUp(link);
                }
                kernel.route().addAddress(Address.of("192.168.2" + number + ".1/24", "vpn-" + name));
                kernel.route().addAddress(Address.of("10.244." + number + ".1/24", "pods-" + name));
            }
        });
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().setUp("net1");
                kernel.route().setUp("eth0");
                kernel.route().addAddress(Address.of("192.168.2" + number + ".2/24", "net1"));
                kernel.route().addAddress(Address.of("10.244." + number + ".2/24", "eth0"));
                kernel.route()
                        .addRoute(Route.toDefault(Family.IPV4)
                                .via(InetAddress.ofLiteral("192.168.2" + number + ".1"))
                                .dev("net1"));
                kernel.route()
                        .addRoute(Route.to("10.255.0.1/32")
                                .via(InetAddress.ofLiteral("10.244." + number + ".1"))
                                .dev("eth0"));
            }
        });
    }

    /** What arrives of one packet by each of a pod's interfaces, the local one last. */
    private List<String> reached(String pod) throws Exception {
        send(pod, pod + " by net1", "203.0.113.9");
        send(pod, pod + " by eth0", "10.255.0.1");
        var arrived = new ArrayList<String>();
        do {
            var packet = new DatagramPacket(new byte[100], 100);
            remote.receive(packet);
            arrived.add(new String(packet.getData(), 0, packet.getLength(), UTF_8));
        } while (!arrived.getLast().endsWith("eth0"));
        return arrived;
    }

    private void send(String pod, String text, String to) throws Exception {
        in(pod).run(() -> {
            try (var socket = new DatagramSocket()) {
                byte[] bytes = text.getBytes(UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(to, PORT)));
            } catch (IOException refused) {
                // By the lock, which is what arrivals tell.
            }
        });
    }

    /** Whether a frame by a packet socket passes, in the pod's own name. */
    private boolean rawFrameArrives() throws Exception {
        return rawFrameArrives("c0a81502");
    }

    /** The same with that source; what is sent after it by the first interface has arrived by then. */
    private boolean rawFrameArrives(String source) throws Exception {
        in("app").run(() -> {
            try (var kernel = new Kernel();
                    var socket = LinkSocket.open("net1", 0)) {
                var mac = kernel.route().link("net1").orElseThrow().mac().orElseThrow();
                socket.send(HexFormat.of()
                        .parseHex("ffffffffffff" + HexFormat.of().formatHex(mac.bytes())
                                + "0800450000140000000040fd0000" + source + REMOTE));
            } catch (NetlinkException refused) {
                // The same.
            }
        });
        reached("app");
        boolean arrived = false;
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            var frame = arena.allocate(100);
            while (wire.receive(frame).isPresent()) {
                arrived |= Byte.toUnsignedInt(frame.get(ValueLayout.JAVA_BYTE, PROTOCOL)) == EXPERIMENT;
            }
        }
        return arrived;
    }

    private interface Deed {
        void run() throws Exception;
    }

    /** Does it, and insists that it changes no table of the pod's: the next change is our own. */
    private void unchanged(String pod, Deed deed) throws Exception {
        try (var monitor = in(pod).call(NftMonitor::new)) {
            deed.run();
            in(pod).run(() -> {
                try (var kernel = new Kernel()) {
                    kernel.nftables().run("table inet ours_of_the_test { }");
                    kernel.nftables().run("delete table inet ours_of_the_test");
                }
            });
            assertThat(monitor.next(PATIENCE))
                    .get()
                    .extracting(
                            change -> ((NftChange.Committed) change).tables().toString())
                    .isEqualTo("[inet ours_of_the_test]");
        }
    }
}
