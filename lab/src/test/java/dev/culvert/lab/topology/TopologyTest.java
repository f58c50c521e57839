package dev.culvert.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopologyTest {
    @Test
    void spreadsPodsOverNodes() {
        Topology topology = Topology.of(LabSpec.defaults());
        assertThat(topology.hosts(HostRole.GATEWAY))
                .extracting(
                        Host::name,
                        host -> host.node().orElseThrow(),
                        host -> host.v4().orElseThrow())
                .containsExactly(
                        tuple("gateway-1", "node-1", "10.244.1.151"),
                        tuple("gateway-2", "node-2", "10.244.2.152"),
                        tuple("gateway-3", "node-1", "10.244.1.153"),
                        tuple("gateway-4", "node-2", "10.244.2.154"));
    }

    @ParameterizedTest
    @EnumSource(Routing.class)
    void noAddressTwiceInTheLargestLab(Routing routing) {
        LabSpec spec = new LabSpec(64, 16, 80, 40, routing, routing == Routing.NETWORK, 1500);
        Topology topology = Topology.of(spec);
        assertThat(topology.hosts().stream().map(Host::v4).flatMap(Optional::stream))
                .doesNotHaveDuplicates();
        assertThat(topology.hosts().stream().map(Host::v6).flatMap(Optional::stream))
                .doesNotHaveDuplicates();
    }

    @Test
    void anUnknownHostIsRefusedWithTheNamesThereAre() {
        Topology topology = Topology.of(LabSpec.defaults());
        assertThatThrownBy(() -> topology.host("gateway-9"))
                .hasMessageStartingWith("no host called gateway-9")
                .hasMessageContaining("gateway-4, pod-1, node-1");
    }

    @Test
    void aClientsSecondInterfaceLeadsEverythingButTheIntranetToTheVip() {
        Topology topology = Topology.of(LabSpec.defaults());
        Attachment net1 =
                new PodNetworks(topology).of(topology.host("client-2")).getLast();
        assertThat(net1.port()).isEqualTo("net1");
        assertThat(net1.configuration())
                .contains("\"bridge\":\"cvbr1000\"", "\"192.168.24.2/22\"", "\"mtu\":1450")
                .contains("\"dst\":\"11.0.0.0/8\"", "\"dst\":\"128.0.0.0/1\"")
                .doesNotContain("\"dst\":\"10.0.0.0/8\"");
    }

    @Test
    void withTwoVipsClientsTakeThemInTurns() {
        ClientNetwork network = new ClientNetwork(LabSpec.defaults().withActiveActive(true));
        Topology topology = Topology.of(LabSpec.defaults());
        assertThat(topology.hosts(HostRole.CLIENT))
                .extracting(network::nextHop)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(network.plan().egressVip(1)),
                        second -> assertThat(second).isEqualTo(network.plan().egressVip(2)),
                        third -> assertThat(third).isEqualTo(network.plan().egressVip(1)));
    }
}
