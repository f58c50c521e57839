package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.LabStatus;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.service.SeenSources;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Where clients' and others' traffic comes from, as those see it who are talked to. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Egress {
    private final Routing routing;
    private Lab lab;
    private RemoteServices cluster;

    Egress(Routing routing) {
        this.routing = routing;
    }

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults().withRouting(routing));
        cluster = RemoteServices.start(lab.topology().host("cluster-1"));
    }

    @AfterAll
    void down() {
        cluster.close();
        lab.close();
    }

    final Lab lab() {
        return lab;
    }

    @Test
    @Proves("E1")
    void tcpAndUdpComeFromAnExit() throws Exception {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(40, 40))) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(flows::opened);
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            assertThat(exitsOf(flows)).isSubsetOf(exits());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(flowsTold()).isBetween(80L, 110L));
        }
        assertThat(lab.exec("client-2", "curl", "-s4", "http://remote-1/ip").out())
                .contains("\"203.0.113.");
    }

    @Test
    @Proves("E1")
    void icmpComesFromAnExit() throws Exception {
        try (NetworkNamespace remote = lab.namespace("remote-2");
                var seen = new Ears(remote.call(() -> LinkSocket.open(Host.PRIMARY, 0x0800)))) {
            assertThat(lab.exec("client-1", "ping", "-c3", "-i0.2", "-W2", "198.51.100.12")
                            .exitCode())
                    .isZero();
            assertThat(seen.icmpSources()).isNotEmpty().isSubsetOf(exits());
        }
    }

    @Test
    @Proves("E2")
    void aPodThatIsNoClientKeepsTheUplinksAddress() {
        assertThat(lab.exec("pod-1", "curl", "-s4", "http://remote-1/ip").out()).contains("\"192.0.2.1\"");
    }

    @Test
    @Proves("E3")
    void localNetworksAreReachedWithoutTheTunnel() {
        SeenSources seen = cluster.seen();
        seen.clear();
        Host client = lab.topology().host("client-1");
        assertThat(lab.exec("client-1", "curl", "-s4", "-m5", "http://cluster-1/ip")
                        .out())
                .contains('"' + client.v4().orElseThrow() + '"');
        assertThat(lab.exec("client-1", "curl", "-s6", "-m5", "http://cluster-1/ip")
                        .out())
                .contains('"' + client.v6().orElseThrow() + '"');
        assertThat(seen.of("tcp", RemoteServices.WEB))
                .containsExactlyInAnyOrder(
                        InetAddress.ofLiteral(client.v4().orElseThrow()),
                        InetAddress.ofLiteral(client.v6().orElseThrow()));
        for (String host : List.of("pod-1", "client-2", "node-1", "node-2")) {
            String address = lab.topology().host(host).v4().orElseThrow();
            assertThat(lab.exec("client-1", "ping", "-c1", "-W2", address).exitCode())
                    .as(host)
                    .isZero();
        }
    }

    @Test
    @Proves("E11")
    void smallLargeAndFragmentedPacketsComeBackWhole() {
        for (int size : new int[] {1, 64, 1300, 1372, 1400, 1473, 4000, 30_000}) {
            assertThat(lab.exec("client-1", "ping", "-c3", "-i0.2", "-W2", "-s" + size, "198.51.100.11"))
                    .as("ping of %d bytes", size)
                    .matches(ping -> ping.exitCode() == 0);
            assertThat(Datagrams.echoed(lab, "client-1", Remote.V4, size))
                    .as("datagram of %d bytes", size)
                    .isTrue();
        }
    }

    @Test
    @Proves("E11")
    void thatAPacketIsTooLargeIsToldToTheClient() {
        int largest = Datagrams.largestUnfragmented(lab, "client-2", Remote.V4);
        assertThat(largest + 28).as("path MTU that the client learned").isBetween(1280, 1420);
        assertThat(Datagrams.echoed(lab, "client-2", Remote.V4, largest)).isTrue();
    }

    @Test
    @Proves("E11")
    void thatNobodyListensIsToldToTheClient() {
        assertThat(Datagrams.refusal(lab, "client-1", Remote.V4, 9)).contains("PortUnreachable");
    }

    /** Clients of both nodes, each by gateways of both. */
    final void clientsAndGatewaysMeetOnOneNodeAndAcrossTwo() {
        for (String name : List.of("client-1", "client-2")) {
            try (NetworkNamespace client = lab.namespace(name);
                    Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(60, 0))) {
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(flows::opened);
                Set<String> nodes = exitsOf(flows).stream()
                        .map(exit -> "gateway-" + exit.substring(exit.lastIndexOf('.') + 1))
                        .map(gateway -> lab.topology().host(gateway).node().orElseThrow())
                        .collect(Collectors.toSet());
                assertThat(flows.report()).allMatch(FlowReport::unharmed);
                assertThat(nodes)
                        .as("nodes of the gateways of %s", name)
                        .contains(lab.topology().host(name).node().orElseThrow())
                        .hasSize(2);
            }
        }
    }

    /** All flows that the laboratory's status tells of: by its routers, or of each tunnel. */
    private long flowsTold() {
        LabStatus status = lab.status();
        return Stream.concat(
                        status.flows().values().stream(),
                        status.hosts().stream()
                                .flatMap(host -> host.router().stream())
                                .flatMap(router -> router.path("gateways").valueStream())
                                .map(gateway -> gateway.path("flows").asLong()))
                .mapToLong(Long::longValue)
                .sum();
    }

    private Set<String> exits() {
        return lab.topology().hosts(HostRole.EXIT).stream()
                .map(exit -> exit.v4().orElseThrow())
                .collect(Collectors.toSet());
    }

    private static Set<String> exitsOf(Flows flows) {
        var exits = new TreeSet<String>();
        flows.report().forEach(flow -> exits.addAll(flow.exits()));
        return exits;
    }
}
