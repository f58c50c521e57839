package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.service.Greeting;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What remotes reach at exits, and which way the answers go. */
@Timeout(150)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Inbound {
    static final Duration SOON = Duration.ofSeconds(20);
    private static final int PORT = 51413;
    private static final String REMOTE = "198.51.100.11";
    private static final int TAG_OF_GATEWAY_1 = 3;

    private final Routing routing;
    private final Map<String, RemoteServices> applications = new HashMap<>();
    private final List<Flows> flows = new ArrayList<>();
    private Lab lab;
    private NetworkNamespace remote;

    Inbound(Routing routing) {
        this.routing = routing;
    }

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults()
                .withRouting(routing)
                .withExits(3)
                .withPorts(List.of(
                        new ClaimedPort(PORT, RemoteServices.ECHO, List.of("client-1", "client-2")),
                        new ClaimedPort(RemoteServices.WEB, RemoteServices.WEB, List.of("client-3")))));
        lab.topology()
                .hosts(HostRole.CLIENT)
                .forEach(client -> applications.put(client.name(), RemoteServices.start(client)));
        remote = lab.namespace("remote-1");
    }

    /** What the last test has made, and whom it has killed, is no part of the next. */
    @BeforeEach
    void asAtFirst() {
        lab.awaitReady(SOON.multipliedBy(3));
        Awaitility.await().atMost(SOON).until(() -> established() == 0);
        applications.values().forEach(application -> application.seen().clear());
    }

    @AfterEach
    void closeFlows() {
        flows.forEach(Flows::close);
        flows.clear();
    }

    @AfterAll
    void down() {
        applications.values().forEach(RemoteServices::close);
        remote.close();
        lab.close();
    }

    final Lab lab() {
        return lab;
    }

    final Flows open(Host exit, int tcp, int udp) {
        Flows opened = Flows.open(
                remote,
                new InetSocketAddress(address(exit), PORT),
                new Flows.Plan(tcp, udp, Duration.ofMillis(100), SOON));
        flows.add(opened);
        Awaitility.await().atMost(SOON).until(opened::opened);
        return opened;
    }

    final List<Host> exits() {
        return lab.topology().hosts(HostRole.EXIT);
    }

    final void allUnharmed(Flows flows) {
        assertThat(flows.report()).allMatch(FlowReport::unharmed);
    }

    private static InetAddress address(Host exit) {
        return InetAddress.ofLiteral(exit.v4().orElseThrow());
    }

    private RemoteServices application(String client) {
        return Objects.requireNonNull(applications.get(client));
    }

    private long callers(String client) {
        return callers(client, "tcp");
    }

    private long callers(String client, String protocol) {
        return application(client).seen().counts(protocol, RemoteServices.ECHO).getOrDefault(REMOTE, 0L);
    }

    @Test
    @Proves({"I1", "I2", "I3", "I4"})
    void everyExitLeadsToTheClientsWithTheRemotesAddress() {
        for (Host exit : exits()) {
            // The greeting is the address that the application saw; an answer by another exit would have no flow to
            // belong to.
            assertThat(open(exit, 40, 40).report()).allSatisfy(flow -> {
                assertThat(flow.unharmed()).isTrue();
                assertThat(flow.exits()).isEqualTo(Set.of(REMOTE));
            });
        }
        assertThat(callers("client-1")).isGreaterThan(20);
        assertThat(callers("client-2")).isGreaterThan(20);
        assertThat(callers("client-1") + callers("client-2")).isEqualTo(120);
        assertThat(callers("client-3")).isZero();
        assertThat(lab.capture().clean()).isTrue();
    }

    /** A program may set the field that routers read; it has no say in the choice of an exit by that. */
    @Test
    @Proves("I11")
    void aClientDoesNotChooseItsExitByTheTag() throws Exception {
        int trafficClass = TAG_OF_GATEWAY_1 << 2;
        Set<String> seen = new HashSet<>();
        try (NetworkNamespace client = lab.namespace("client-1")) {
            for (int i = 0; i < 40; i++) {
                seen.add(client.call(() -> greeting(trafficClass)));
            }
        }
        assertThat(seen)
                .isEqualTo(exits().stream().map(exit -> exit.v4().orElseThrow()).collect(Collectors.toSet()));
    }

    private static String greeting(int trafficClass) throws IOException {
        try (var socket = new Socket()) {
            socket.setTrafficClass(trafficClass);
            socket.connect(new InetSocketAddress(REMOTE, RemoteServices.ECHO), (int) SOON.toMillis());
            return Greeting.address(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine());
        }
    }

    /** Client-2 is no longer ready: the gateways are told so, as the operator would. */
    @Test
    @Proves({"I4", "I5", "I12"})
    void whoIsNotReadyGetsNothingNewAndKeepsItsConnections() throws IOException {
        Flows before = open(exits().getFirst(), 40, 40);
        long had = callers("client-2");
        assertThat(had).isPositive();
        assertThat(callers("client-2", "udp")).isPositive();
        String gone =
                lab.clientNetwork().address(lab.topology().host("client-2")).toString();
        List<GatewayFile> gateways = lab.topology().hosts(HostRole.GATEWAY).stream()
                .map(gateway -> new GatewayFile(gateway.name()))
                .toList();
        List<String> settings = new ArrayList<>();
        for (GatewayFile gateway : gateways) {
            settings.add(Files.readString(gateway.path()));
            gateway.unclaim(gone);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !Hands.type(lab, gateway.gateway(), "nft list table inet culvert_gateway")
                            .contains(gone + " . 7"));
        }
        for (Host exit : exits()) {
            allUnharmed(open(exit, 20, 20));
        }
        assertThat(callers("client-2")).isEqualTo(had);
        allUnharmed(before);
        // UDP's flows, which never end by themselves, are led to who is ready: those that stand, too.
        application("client-2").seen().clear();
        allUnharmed(open(exits().getFirst(), 5, 5));
        Awaitility.await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> callers("client-2", "udp") == 0);
        allUnharmed(before);
        for (int i = 0; i < settings.size(); i++) {
            HostFile.write(gateways.get(i).path(), settings.get(i));
        }
    }

    @Test
    @Proves("F1")
    void aLostGatewayEndsItsOwnFlowsOnly() {
        Host lost = exits().stream()
                .filter(exit -> !holdsVip("gateway-" + exit.index()))
                .findFirst()
                .orElseThrow();
        Flows onIt = open(lost, 30, 0);
        Flows others = open(
                exits().stream().filter(exit -> !exit.equals(lost)).findFirst().orElseThrow(), 30, 10);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(established()).isEqualTo(60));
        lab.fail("gateway-" + lost.index(), FailureMode.KILL);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(established())
                        .as("the applications' connections")
                        .isEqualTo(30));
        allUnharmed(others);
        assertThat(onIt.report()).noneMatch(flow -> flow.fate() == Fate.CLOSED);
        lab.heal("gateway-" + lost.index());
        assertThat(lab.capture().clean()).isTrue();
    }

    /** In overlay routing a gateway may be the router that has pinned the flows; the next one has not. */
    final boolean holdsVip(String gateway) {
        return lab.exec(gateway, "ip", "-brief", "-4", "address")
                .out()
                .contains(" " + lab.clientNetwork().vip(1) + "/");
    }

    private long established() {
        return List.of("client-1", "client-2").stream()
                .mapToLong(client -> lab.exec(client, "ss", "-Htn", "state", "established", "sport", "=", ":7")
                        .out()
                        .lines()
                        .count())
                .sum();
    }

    /** What listens at an exit's inner address for one who is in the tunnel, or for a client. */
    @Test
    @Proves("I11")
    void aScanFindsWhatIsDeclared() {
        String inner = "100.64.1.2";
        String gateway =
                lab.clientNetwork().address(lab.topology().host("gateway-1")).toString();
        assertThat(Scan.openPorts(lab, "exit-1", inner, PORT, RemoteServices.WEB))
                .containsExactlyInAnyOrder(PORT + "/tcp", PORT + "/udp", RemoteServices.WEB + "/tcp");
        assertThat(Scan.openPorts(lab, "client-1", inner, PORT, RemoteServices.WEB))
                .isEmpty();
        assertThat(Scan.openPorts(lab, "client-1", gateway, PORT, RemoteServices.WEB))
                .isEmpty();
    }

    /** Neither those flows end in which the remote speaks, nor one in which only the client does. */
    final void flowsOutlive(String router, List<Host> exits) throws IOException {
        List<Flows> open = exits.stream().map(exit -> open(exit, 20, 20)).toList();
        List<Download> downloads = exits.stream()
                .map(exit -> Download.start(remote, address(exit), 100_000_000, 200_000))
                .toList();
        Awaitility.await()
                .atMost(SOON)
                .until(() -> downloads.stream().allMatch(one -> one.report().bytes() > 100_000));
        lab.fail(router, FailureMode.KILL);
        List<Long> had = downloads.stream().map(one -> one.report().bytes()).toList();
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            for (int i = 0; i < had.size(); i++) {
                assertThat(downloads.get(i).report().bytes()).isGreaterThan(had.get(i) + 600_000);
            }
        });
        open.forEach(this::allUnharmed);
        for (Download download : downloads) {
            assertThat(download.report().fate()).isEqualTo(Fate.ALIVE);
            download.close();
        }
        lab.heal(router);
        assertThat(lab.capture().clean()).isTrue();
    }
}
