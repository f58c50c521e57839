package dev.culvert.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.dataplane.Kernel;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.RouteSocket;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does to a node, and what it leaves alone. */
class NodeAgentIT {
    private static final List<String> NODES = List.of("10.0.0.1", "10.0.0.2");

    @TempDir
    private Path folder;

    private NetworkNamespace node;

    @BeforeEach
    void makeNode() throws Exception {
        node = NetworkNamespace.create("a-node");
        with(route -> {
            route.createLink(Veth.of("eth0", "eth0-peer"));
            route.setUp("eth0");
            route.addAddress(Address.of("10.0.0.1/24", "eth0"));
            route.createLink(Veth.of("pod0", "pod0-peer"));
            return true;
        });
    }

    @AfterEach
    void deleteNode() {
        node.close();
        NetworkNamespace.delete("a-node");
    }

    @Test
    @Proves({"N3", "N6"})
    void networksComeAndGoAndLeaveTheNodeAsItWas() throws Exception {
        List<String> before = links();
        once(new NodeSettings.Network(1000, 4790, 1450), new NodeSettings.Network(1001, 4790, 1400));
        assertThat(links()).contains("cvbr1000", "cvx1000", "cvbr1001", "cvx1001");
        assertThat(status()).contains("\"ready\" : true");
        String fdb = with(route -> route.fdb().toString());
        assertThat(fdb).contains("00:00:00:00:00:00 dev cvx1000 dst 10.0.0.2 self permanent");

        once(new NodeSettings.Network(1001, 4790, 1400));
        assertThat(links()).doesNotContain("cvbr1000", "cvx1000").contains("cvbr1001");
        once();
        assertThat(links()).isEqualTo(before);
    }

    @Test
    @Proves("N2")
    void anMtuThatDoesNotFitIsRefusedWithTheNumberThatWould() throws Exception {
        once(new NodeSettings.Network(1000, 4790, 1500));
        assertThat(status())
                .contains("mtu: 1500 does not fit into VXLAN over 1500; take 1450 or less", "\"ready\" : false");
        assertThat(links()).doesNotContain("cvbr1000", "cvx1000");
    }

    /** As a node whose network is started anew: pods stay on the bridge, and are told of nothing. */
    @Test
    void aNetworkThatDoesNotFitAnyMoreStaysUnderItsPods() throws Exception {
        NodeSettings.Network network = new NodeSettings.Network(1000, 4790, 1450);
        once(network);
        with(route -> {
            route.setMaster("pod0", java.util.Optional.of("cvbr1000"));
            return true;
        });
        List<String> before = links();
        with(route -> {
            route.setMtu("eth0", 1400);
            return true;
        });
        once(network);
        assertThat(status()).contains("1450 does not fit into VXLAN over 1400", "\"ready\" : false");
        assertThat(links()).isEqualTo(before);
        Link bridge = with(route -> route.link("cvbr1000").orElseThrow());
        assertThat(with(route -> route.link("pod0").orElseThrow()).master()).hasValue(bridge.index());
    }

    @Test
    @Proves({"N5", "N8"})
    void anotherProgramsVxlanIsNoticedAndLeftAlone() throws Exception {
        with(route -> {
            route.createLink(NewLink.Vxlan.of("flannel.1", 1000, 4790)
                    .withLocal(InetAddress.ofLiteral("10.0.0.1"))
                    .withMtu(1450));
            return true;
        });
        List<String> before = links();
        once(new NodeSettings.Network(1000, 4790, 1450));
        assertThat(status()).contains("vxlanId: 1000 cannot be used on this node", "flannel.1; take another");
        assertThat(links()).isEqualTo(before);
    }

    @Test
    void aBridgeThatCniMadeBeforeTheAgentCameIsTakenOver() throws Exception {
        with(route -> {
            route.createLink(NewLink.Bridge.of("cvbr1000"));
            route.setMaster("pod0", java.util.Optional.of("cvbr1000"));
            return true;
        });
        once(new NodeSettings.Network(1000, 4790, 1450));
        assertThat(status()).contains("\"ready\" : true");
        Link bridge = with(route -> route.link("cvbr1000").orElseThrow());
        Link pod = with(route -> route.link("pod0").orElseThrow());
        assertThat(pod.master()).hasValue(bridge.index());
        assertThat(bridge.up()).isTrue();
    }

    /** The bridge, and who is on it, stay. */
    @Test
    void anotherPortOrAddressOfTheNodeIsTaken() throws Exception {
        var network = new NodeSettings.Network(1000, 4790, 1450);
        once(network);
        with(route -> {
            route.setMaster("pod0", java.util.Optional.of("cvbr1000"));
            route.addAddress(Address.of("10.0.0.9/24", "eth0"));
            return true;
        });
        once(new NodeSettings.Network(1000, 4791, 1450));
        assertThat(vxlan().port()).isEqualTo(4791);
        once(List.of("10.0.0.9", "10.0.0.2"), network);
        assertThat(vxlan().port()).isEqualTo(4790);
        assertThat(vxlan().local()).hasValue(InetAddress.ofLiteral("10.0.0.9"));
        int bridge = with(route -> route.link("cvbr1000").orElseThrow().index());
        for (String name : List.of("pod0", "cvx1000")) {
            Link port = with(route -> route.link(name).orElseThrow());
            assertThat(port.master()).hasValue(bridge);
        }
        assertThat(flooded()).containsExactly("00:00:00:00:00:00 dev cvx1000 dst 10.0.0.2 self permanent");
    }

    @Test
    void onADualStackUnderlayFramesGoToTheOthersByOneFamily() throws Exception {
        with(route -> {
            route.addAddress(Address.of("fd00::1/64", "eth0").with(Address.Flag.NODAD));
            route.addAddress(Address.of("10.0.0.9/24", "eth0"));
            return true;
        });
        once(
                List.of("fd00::1", "fd00::2", "10.0.0.9", "10.0.0.1", "10.0.0.2"),
                new NodeSettings.Network(1000, 4790, 1450));
        assertThat(status()).contains("\"ready\" : true");
        assertThat(flooded()).containsExactly("00:00:00:00:00:00 dev cvx1000 dst 10.0.0.2 self permanent");
    }

    @Test
    void aStartThatFailsLeavesNothingOpen() throws Exception {
        // Whatever is loaded or opened once and for all.
        failToStart();
        long descriptors = descriptors();
        for (int i = 0; i < 3; i++) {
            failToStart();
        }
        assertThat(descriptors()).isEqualTo(descriptors);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("route-monitor", "nft-monitor", "cni");
    }

    private void failToStart() throws Exception {
        var cni = new NodeSettings.Cni(
                folder.resolve("absent").toString(), folder.resolve("spool").toString(), Map.of());
        assertThatThrownBy(() ->
                        node.run(() -> NodeAgent.start(new NodeSettings(NODES, List.of(), cni, folder.toString()))))
                .hasStackTraceContaining("absent");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Settles once, as at a start. */
    private void once(NodeSettings.Network... networks) throws Exception {
        once(NODES, networks);
    }

    private void once(List<String> nodes, NodeSettings.Network... networks) throws Exception {
        node.run(() -> {
            try (var agent = NodeAgent.start(new NodeSettings(nodes, List.of(networks), null, folder.toString()))) {
                agent.stop();
                agent.run();
            }
        });
    }

    private Link.VxlanInfo vxlan() throws Exception {
        return with(route -> route.link("cvx1000").flatMap(Link::vxlan).orElseThrow());
    }

    /** Where frames for unknown addresses go. */
    private List<String> flooded() throws Exception {
        return with(route -> route.fdb().stream()
                .map(Object::toString)
                .filter(entry -> entry.startsWith("00:00:00:00:00:00 dev cvx1000"))
                .toList());
    }

    private String status() throws IOException {
        return Files.readString(folder.resolve("status.json"));
    }

    private List<String> links() throws Exception {
        return with(route -> route.links().stream().map(Link::name).sorted().toList());
    }

    private interface Deed<T> {
        T on(RouteSocket route) throws Exception;
    }

    private <T> T with(Deed<T> deed) throws Exception {
        Callable<T> task = () -> {
            try (var kernel = new Kernel()) {
                return deed.on(kernel.route());
            }
        };
        return node.call(task);
    }
}
