package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user may choose: local networks, one exit at a time, and many clients. */
@Timeout(180)
class PolicyIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final LabSpec SMALL =
            LabSpec.defaults().withExits(1).withRouters(1).withClients(1);

    /** The same host where it is local: {@link Egress#localNetworksAreReachedWithoutTheTunnel}. */
    @ParameterizedTest
    @EnumSource
    @Proves("E4")
    void anUnlistedLanPrefixIsNotLocal(Routing routing) {
        LabSpec spec =
                SMALL.withRouting(routing).withLocal("10.244.0.0/16", "2001:db8:10:1::/64", "2001:db8:10:2::/64");
        try (Lab lab = Lab.up(spec);
                RemoteServices cluster = RemoteServices.start(lab.topology().host("cluster-1"))) {
            for (String family : List.of("-s4", "-s6")) {
                lab.exec("client-1", "curl", family, "-m2", "http://cluster-1/ip");
            }
            // A tunnel that carries IPv6 leads there from the internet's side.
            assertThat(cluster.seen().of("tcp", RemoteServices.WEB)).isSubsetOf(addresses(lab, "exit-1"));
            assertThat(lab.exec("client-1", "curl", "-s4", "-m5", "http://198.51.100.11/ip")
                            .out())
                    .contains("203.0.113.1");
        }
    }

    @Test
    @Proves("E5")
    void fiftyClientsShareAGatewayAndNoAddress() throws Exception {
        try (Lab lab = Lab.up(SMALL.withClients(50))) {
            Set<String> addresses = new HashSet<>();
            List<Callable<String>> requests = new ArrayList<>();
            for (Host client : lab.topology().hosts(HostRole.CLIENT)) {
                addresses.add(Hands.type(lab, client.name(), "ip -o -4 address show dev net1")
                        .split("\\s+", 5)[3]);
                requests.add(() -> {
                    try (NetworkNamespace namespace = lab.namespace(client.name())) {
                        return namespace.call(PolicyIT::greeting);
                    }
                });
            }
            assertThat(addresses).hasSize(50);
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : executor.invokeAll(requests)) {
                    assertThat(answer.get()).startsWith("203.0.113.1 ");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NETWORK", "OVERLAY"})
    @Proves("E12")
    void strictModeHasOneAddressAtATime(Routing routing) {
        LabSpec spec = LabSpec.defaults().withRouting(routing).withExits(3).withClients(2);
        try (Lab lab = Lab.up(spec.withStrict(true))) {
            assertThat(sources(lab)).containsExactly("203.0.113.1");
            lab.fail("gateway-1", FailureMode.KILL);
            awaitSource(lab, "203.0.113.2");
            lab.fail("gateway-2", FailureMode.KILL);
            awaitSource(lab, "203.0.113.3");
            lab.heal("gateway-2");
            awaitSource(lab, "203.0.113.2");
        }
    }

    /** It has flows of the time when the first was down, and takes no new ones. */
    @Test
    @Proves({"E12", "F1", "F2"})
    void ofAStrictStandByThatIsKilledTheFlowsAreReset() throws Exception {
        try (Lab lab = Lab.up(LabSpec.defaults().withExits(2).withClients(2).withStrict(true));
                NetworkNamespace client = lab.namespace("client-1")) {
            lab.fail("gateway-1", FailureMode.KILL);
            awaitSource(lab, "203.0.113.2");
            try (Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(40, 10))) {
                Awaitility.await().atMost(SOON).until(flows::opened);
                lab.heal("gateway-1");
                awaitSource(lab, "203.0.113.1");
                assertThat(flows.report()).as("at the return of the first").allMatch(FlowReport::unharmed);
                lab.fail("gateway-2", FailureMode.KILL);
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(flows.report())
                                .extracting(FlowReport::fate)
                                .containsOnly(Fate.RESET));
            }
        }
    }

    private static List<InetAddress> addresses(Lab lab, String name) {
        Host host = lab.topology().host(name);
        return Stream.of(host.v4(), host.v6())
                .flatMap(Optional::stream)
                .map(InetAddress::ofLiteral)
                .toList();
    }

    /** From the same source port in every client, as nothing but the address tells them apart then. */
    private static String greeting() throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(33_333));
            socket.connect(new InetSocketAddress(Remote.V4, RemoteServices.ECHO), 10_000);
            socket.setSoTimeout(10_000);
            byte[] greeting = new byte[100];
            int length = socket.getInputStream().read(greeting);
            return new String(greeting, 0, length, StandardCharsets.US_ASCII);
        }
    }

    private static void awaitSource(Lab lab, String exit) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(sources(lab)).containsExactly(exit));
    }

    /** From where two clients' next requests come. */
    private static Set<String> sources(Lab lab) {
        lab.remote("remote-1").seen().clear();
        for (int i = 0; i < 4; i++) {
            lab.exec("client-1", "curl", "-s4", "-m2", "http://198.51.100.11/ip");
            lab.exec("client-2", "curl", "-s4", "-m2", "http://198.51.100.11/ip");
        }
        return lab.remote("remote-1").seen().counts("tcp", RemoteServices.WEB).keySet();
    }
}
