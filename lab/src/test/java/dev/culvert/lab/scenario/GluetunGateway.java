package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Gateways whose tunnel a gluetun makes, loses and makes again: by a stand-in that behaves as v3.41.2 is documented to. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GluetunGateway {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GATEWAY = "gateway-1";
    private static final String REMOTE = "198.51.100.11";
    private static final int FIRST = 40_001;
    private static final int SECOND = 40_002;

    private static final long BYTES = 1_000_000;

    private final BesideGluetun gluetun;
    private Lab lab;
    private Uplink uplink;

    GluetunGateway(BesideGluetun gluetun) {
        this.gluetun = gluetun;
    }

    /** What an engine that was killed leaves behind in the gateway: a command that shows it, and what it shows. */
    abstract Leftover leftover();

    record Leftover(String command, String shows) {}

    @BeforeAll
    void up() {
        ClaimedPort first = new ClaimedPort(FIRST, RemoteServices.ECHO, List.of("client-1"));
        ClaimedPort second = new ClaimedPort(SECOND, RemoteServices.ECHO, List.of("client-1"));
        lab = gluetun.lab(
                LabSpec.defaults().withExits(2).withClients(1).withRouters(1).withPorts(List.of(first, second)));
        uplink = new Uplink(lab);
        // A pod inherits forwarding from its node; by 198.51.100.12 the client asks one gateway, as if a router had
        // chosen it.
        Hands.type(lab, GATEWAY, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        Hands.type(
                lab,
                "client-1",
                "ip route replace 198.51.100.12/32 via "
                        + lab.clientNetwork().address(lab.topology().host(GATEWAY)));
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @BeforeEach
    void working() {
        BesideGluetun.order(lab, GATEWAY, BesideGluetun.up(lab, GATEWAY));
        lab.awaitReady(SOON.multipliedBy(2));
        settles();
    }

    /** A packet really goes through, and who steers by it knows: what they said before may be of another time. */
    private void settles() {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> lab.exec("client-1", "curl", "-s4", "-m1", "http://198.51.100.12/ip")
                                .out()
                                .contains(exit(1))
                        && status().path("ready").asBoolean()
                        && RoutersView.uses(lab, "router-1", GATEWAY));
    }

    @Test
    void clientsLeaveByEveryTunnel() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(40, 20))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            assertThat(flows.report().stream().flatMap(flow -> flow.exits().stream()))
                    .containsOnly(exit(1), exit(2))
                    .contains(exit(1), exit(2));
        }
        uplink.assertNothingLeaked();
        JsonNode status = status();
        assertThat(status.path("publicAddress").asText()).isEqualTo(exit(1));
        assertThat(status.path("engine").asText()).isEqualTo("engine says up");
        assertThat(status.path("detail").asText()).isEmpty();
    }

    @Test
    @Proves({"N1", "E11"})
    void whatIsLargeArrives() throws Exception {
        try (NetworkNamespace client = lab.namespace("client-1");
                Downloads downloads = Downloads.start(client, BYTES)) {
            downloads.assertWhole();
            assertThat(lab.remote("remote-1").seen().counts("tcp", 80)).containsKeys(exit(1), exit(2));
        }
        assertThat(Datagrams.largestUnfragmented(lab, "client-1", InetAddress.ofLiteral("198.51.100.12")))
                .as("the path's MTU is found")
                .isGreaterThan(1200);
        assertThat(Datagrams.echoed(lab, "client-1", InetAddress.ofLiteral("198.51.100.12"), 8000))
                .as("fragments")
                .isTrue();
        uplink.assertNothingLeaked();
    }

    /** The link and the ways that lead there vanish for a while, and gluetun's firewall is what was at its start. */
    @Test
    @Proves({"L4", "L5"})
    void aTunnelThatIsStartedAgainLeaksNothingAndComesBack() {
        uplink.assertNothingLeaksBy(() -> {
            for (int restart = 0; restart < 3; restart++) {
                BesideGluetun.order(lab, GATEWAY, "down");
                Awaitility.await().atMost(SOON).until(() -> {
                    send();
                    return !tunnel() && !status().path("ready").asBoolean();
                });
                assertThat(Hands.type(lab, GATEWAY, leftover().command())).isEmpty();
                BesideGluetun.order(lab, GATEWAY, BesideGluetun.up(lab, GATEWAY));
                Awaitility.await().atMost(SOON).until(() -> {
                    send();
                    return status().path("ready").asBoolean() && RoutersView.uses(lab, "router-1", GATEWAY);
                });
            }
        });
        exchange();
    }

    @Test
    @Proves("L5")
    void killedItLeaksNothingAndComesBack() {
        uplink.assertNothingLeaksBy(() -> {
            Hands.killMain(lab, GATEWAY, "GluetunProcess");
            Awaitility.await().atMost(SOON).until(() -> {
                send();
                return !tunnel();
            });
            assertThat(Hands.type(lab, GATEWAY, leftover().command()))
                    .contains(leftover().shows());
            settles();
        });
        exchange();
    }

    /** A line of its post-rules that fails makes some versions flush the firewall and open it. */
    @Test
    @Proves({"L5", "L7"})
    void itsFirewallOpenedOrFlushedOpensNothingAndIsRepaired() {
        uplink.assertNothingLeaksBy(() -> {
            BesideGluetun.order(lab, GATEWAY, "down");
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !tunnel() && !status().path("ready").asBoolean());
            for (String chain : List.of("INPUT", "FORWARD", "OUTPUT")) {
                Hands.type(
                        lab,
                        GATEWAY,
                        "nft 'flush chain ip filter %1$s; chain ip filter %1$s { policy accept; }'".formatted(chain));
            }
            send();
            Attempt.TCP.make(lab, GATEWAY);
            Attempt.BY_FIRST_LINK.make(lab, GATEWAY);
            BesideGluetun.order(lab, GATEWAY, BesideGluetun.up(lab, GATEWAY));
            Awaitility.await().atMost(SOON).until(() -> status().path("ready").asBoolean());
            Hands.type(lab, GATEWAY, "nft 'flush chain ip filter FORWARD; chain ip filter FORWARD { policy drop; }'");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> Hands.type(lab, GATEWAY, "nft list chain ip filter FORWARD")
                            .contains("iifname \"net1\" oifname \"tun1\""));
            settles();
        });
        exchange();
    }

    /** For minutes, gluetun calls a tunnel healthy that carries nothing any more. */
    @Test
    @Proves({"F4", "L4"})
    void aDeadTunnelWithAHealthyPageIsNotReady() {
        uplink.assertNothingLeaksBy(() -> {
            BesideGluetun.order(lab, GATEWAY, "die");
            lab.fail(GATEWAY, FailureMode.BLACKHOLE);
            try {
                Awaitility.await().atMost(SOON).until(() -> {
                    send();
                    return !status().path("ready").asBoolean() && !RoutersView.uses(lab, "router-1", GATEWAY);
                });
                assertThat(lab.exec(GATEWAY, "curl", "--noproxy", "*", "-sf", "http://127.0.0.1:9999/")
                                .exitCode())
                        .isZero();
                assertThat(status().path("engine").asText()).isEqualTo("engine says up");
            } finally {
                lab.heal(GATEWAY);
            }
        });
    }

    @Test
    @Proves("F4")
    void aTunnelThatGluetunDoubtsIsNotReadyAlthoughItCarriesPackets() {
        Hands.type(lab, GATEWAY, "nft insert rule ip filter INPUT iifname lo tcp dport 8000 reject with tcp reset");
        Awaitility.await().atMost(SOON).until(() -> !status().path("ready").asBoolean());
        assertThat(status().path("detail").asText())
                .contains("gluetun cannot be asked")
                .doesNotContain("key");
        Hands.type(
                lab,
                GATEWAY,
                "nft delete rule ip filter INPUT handle "
                        + "$(nft -a list chain ip filter INPUT | sed -n 's/.*8000.*handle //p')");
        Awaitility.await().atMost(SOON).until(() -> status().path("ready").asBoolean());
    }

    @Test
    @Proves({"I3", "I9", "I10"})
    void thePortThatTheProviderGivesLeadsToTheClientThroughChangesAndRestarts() {
        Host client = lab.topology().host("client-1");
        try (RemoteServices application = RemoteServices.start(client);
                NetworkNamespace remote = lab.namespace("remote-1")) {
            assertThat(status().path("forwardedPort").asInt()).isZero();
            assertThat(answers(remote, FIRST)).as("before one is given").isFalse();

            give(FIRST);
            assertThat(answers(remote, FIRST)).isTrue();
            assertThat(application.seen().counts("tcp", RemoteServices.ECHO)).containsKey(REMOTE);
            assertThat(answers(remote, SECOND)).as("one that is not given").isFalse();

            give(SECOND);
            assertThat(answers(remote, SECOND)).isTrue();
            assertThat(answers(remote, FIRST)).as("one that was taken away").isFalse();

            BesideGluetun.order(lab, GATEWAY, "down");
            Awaitility.await().atMost(SOON).until(() -> !tunnel());
            give(SECOND);
            Awaitility.await()
                    .alias("after the tunnel was made again")
                    .atMost(SOON)
                    .until(() -> answers(remote, SECOND));

            Hands.kill(lab, GATEWAY, "java");
            Awaitility.await()
                    .alias("after agent and gluetun were killed")
                    .atMost(SOON)
                    .until(() -> answers(remote, SECOND)
                            && status().path("forwardedPort").asInt() == SECOND);

            BesideGluetun.order(lab, GATEWAY, BesideGluetun.up(lab, GATEWAY));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> status().path("forwardedPort").asInt() == 0);
            assertThat(answers(remote, SECOND)).as("none is given").isFalse();
        }
        uplink.assertNothingLeaked();
    }

    @Test
    @Proves("R11")
    void theKeyIsInNoLogOrStatus() throws Exception {
        for (String file : List.of("gateway.log", "status.json")) {
            assertThat(Files.readString(HostEntry.files(GATEWAY).resolve(file))).doesNotContain("nobody-may-see");
        }
    }

    /** Mapped within 5 s of the change. */
    private void give(int port) {
        BesideGluetun.order(lab, GATEWAY, BesideGluetun.up(lab, GATEWAY, port));
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> Hands.type(lab, GATEWAY, "nft list table inet culvert_gateway")
                        .contains("tcp dport %d dnat".formatted(port)));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> status().path("forwardedPort").asInt() == port);
    }

    private boolean answers(NetworkNamespace remote, int port) {
        try (Flows flows = Flows.open(
                remote,
                new InetSocketAddress(InetAddress.ofLiteral(exit(1)), port),
                new Flows.Plan(5, 5, Duration.ofMillis(50), Duration.ofSeconds(2)))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> flows.opened() || flows.report().stream().noneMatch(FlowReport::unharmed));
            return flows.opened()
                    && flows.report().stream()
                            .allMatch(flow -> flow.unharmed() && flow.exits().equals(Set.of(REMOTE)));
        }
    }

    private void exchange() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(20, 10))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
        }
    }

    private void send() {
        Hands.type(lab, "client-1", "echo leak | socat -u - udp-sendto:198.51.100.12:7");
    }

    private boolean tunnel() {
        return Hands.tryTo(lab, GATEWAY, "ip link show tun1").exitCode() == 0;
    }

    private String exit(int index) {
        return lab.topology().hosts(HostRole.EXIT).get(index - 1).v4().orElseThrow();
    }

    private JsonNode status() {
        return lab.status().host(GATEWAY).report();
    }
}
