package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NftMonitor;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What open flows see when gateways and routers go and come back. */
@Timeout(120)
class FailoverIT extends OneClient {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Flows.Plan PLAN = Flows.Plan.of(120, 30);

    private static final Flows.Plan PATIENT = new Flows.Plan(40, 10, Duration.ofMillis(200), Duration.ofSeconds(40));

    private NetworkNamespace client;
    private Flows flows;

    @BeforeEach
    void openFlows() {
        client = lab.namespace("client-1");
        flows = Flows.open(client, Remote.V4, PLAN);
        Awaitility.await().atMost(SOON).until(flows::opened);
        assertThat(flows.report()).allMatch(FlowReport::unharmed);
    }

    @AfterEach
    void closeFlows() {
        flows.close();
        client.close();
    }

    @Test
    @Proves({"F1", "F2"})
    void aKilledGatewaysFlowsAreResetAndNoOtherEndsThenOrAtItsReturn() {
        onlyTheExitsFlowsEnd("gateway-1", "203.0.113.1", FailureMode.KILL);
    }

    @Test
    @Proves({"F4", "F2"})
    void aBlackHolesFlowsAreResetThoughItsEngineSaysItIsWell() {
        onlyTheExitsFlowsEnd("gateway-2", "203.0.113.2", FailureMode.BLACKHOLE);
    }

    private void onlyTheExitsFlowsEnd(String gateway, String exit, FailureMode how) {
        Set<Integer> on = flows.which(flow -> flow.exits().equals(Set.of(exit)));
        assertThat(on).as("flows through %s", exit).isNotEmpty();

        lab.fail(gateway, how);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(flows.which(flow -> flow.fate() == Fate.RESET))
                        .as("flows that were reset")
                        .isEqualTo(on));
        assertThat(flows.which(flow -> !flow.unharmed())).as("flows that ended").isEqualTo(on);

        lab.heal(gateway);
        lab.awaitReady(SOON.multipliedBy(3));
        assertThat(flows.which(flow -> !flow.unharmed()))
                .as(() -> "flows that ended at the return, of which others than the exit's: " + othersEnded(on))
                .isEqualTo(on);
    }

    /** Everything that is known of flows that nothing had to do with. */
    private List<FlowReport> othersEnded(Set<Integer> expected) {
        List<FlowReport> report = flows.report();
        return flows.which(flow -> !flow.unharmed()).stream()
                .filter(number -> !expected.contains(number))
                .map(report::get)
                .toList();
    }

    @Test
    @Proves("F5")
    void aKilledRoutersFlowsGoOnByTheOther() {
        String holder = vipHolder();
        lab.fail(holder, FailureMode.KILL);
        Awaitility.await().atMost(SOON).until(() -> !vipHolder().equals(holder));
        stillExchange();
        lab.heal(holder);
        lab.awaitReady(SOON.multipliedBy(3));
        stillExchange();
    }

    @Test
    @Proves("F5")
    void aRouterThatIsToldToLeaveGivesTheVipAwayFirst() {
        String holder = vipHolder();
        lab.exec(holder, "pkill", "-TERM", "-f", "/run/culvert/" + holder + "/keepalived.sh");
        Awaitility.await().atMost(SOON).until(() -> anotherHoldsVip(holder));
        assertThat(lab.exec(vipHolder(), "cat", "/run/culvert/" + vipHolder() + "/keepalived.log")
                        .out())
                .as("it heard of it, and did not wait for silence (RFC 9568, 6.4.2)")
                .contains("received priority 0 advertisement");
        stillExchange();
        Awaitility.await()
                .atMost(SOON)
                .until(() -> lab.status().host(holder).programs().getOrDefault("keepalived", 0L) != 0);
        isSilentFromTheVirtualMac(holder);
        stillExchange();
        onlyTheExitsFlowsEnd("gateway-4", "203.0.113.4", FailureMode.KILL);
    }

    /** Or switches would lead to it, which has no pins, what is for the holder. */
    private static void isSilentFromTheVirtualMac(String router) {
        Hands.type(lab, router, """
                nft 'table netdev sent { chain out { type filter hook egress device "net1" priority 0;
                  ether saddr 00:00:5e:00:01:2a counter comment "virtual"; }; }'""");
        try {
            Awaitility.await()
                    .during(Duration.ofSeconds(4))
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(Hands.type(lab, router, "nft list table netdev sent"))
                            .contains("counter packets 0 "));
        } finally {
            Hands.type(lab, router, "nft delete table netdev sent");
        }
    }

    @Test
    @Proves("F6")
    void aRouterWhoseAgentHangsGivesTheVipAwayAndNoFlowEnds() {
        String holder = vipHolder();
        lab.exec(holder, "pkill", "-STOP", "-f", "router --settings /run/culvert/" + holder + "/");
        try {
            Awaitility.await().atMost(SOON).until(() -> anotherHoldsVip(holder));
            stillExchange();
        } finally {
            lab.exec(holder, "pkill", "-CONT", "-f", "router --settings /run/culvert/" + holder + "/");
        }
    }

    /** By a firewall of somebody else's, say: nothing of ours is amiss, and what the router itself sends passes. */
    @Test
    @Proves("F6")
    void aRouterThatForwardsNothingGivesTheVipAway() {
        String holder = vipHolder();
        try (Flows patient = Flows.open(client, Remote.V4, PATIENT)) {
            Awaitility.await().atMost(SOON).until(patient::opened);
            Hands.type(lab, holder, """
                    nft 'table inet foreign { chain forward { type filter hook forward priority 10; policy drop; }; }'
                    """);
            try {
                Awaitility.await().atMost(SOON).until(() -> anotherHoldsVip(holder));
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(hosts())
                                .filteredOn(host -> host.name().equals(holder))
                                .allMatch(host ->
                                        host.report().path("detail").asText().contains("forwards nothing")));
                try (Flows fresh = Flows.open(client, Remote.V4, PLAN)) {
                    Awaitility.await().atMost(SOON).until(fresh::opened);
                    assertThat(fresh.report()).as("new flows").allMatch(FlowReport::unharmed);
                }
                assertThat(patient.report()).as("flows of before").allMatch(FlowReport::unharmed);
            } finally {
                Hands.type(lab, holder, "nft delete table inet foreign");
            }
            lab.awaitReady(SOON);
        }
    }

    /** As Ubuntu's nodes have it, and their pods inherit it. */
    @Test
    void routersForwardWhereSourcesAreCheckedLoosely() {
        for (Host router : lab.topology().hosts(HostRole.ROUTER)) {
            Hands.type(lab, router.name(), "sysctl -w net.ipv4.conf.all.rp_filter=2");
        }
        try {
            Awaitility.await()
                    .during(Duration.ofSeconds(8))
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(hosts())
                            .filteredOn(host -> host.role().equals("router"))
                            .hasSize(2)
                            .allMatch(host -> host.report().path("ready").asBoolean()
                                    && host.report().path("fit").asBoolean()));
            stillExchange();
        } finally {
            for (Host router : lab.topology().hosts(HostRole.ROUTER)) {
                Hands.type(lab, router.name(), "sysctl -w net.ipv4.conf.all.rp_filter=0");
            }
        }
    }

    @Test
    @Proves("F15")
    void aKilledAgentComesBackAndWritesNothing() throws Exception {
        String holder = vipHolder();
        String before = tables(holder);
        try (NetworkNamespace router = lab.namespace(holder);
                NftMonitor monitor = router.call(NftMonitor::new)) {
            assertThat(Hands.kill(lab, holder, "java")).isEqualTo(1);
            // The dead agent's status stays until the new one has found all gateways in order.
            Awaitility.await().atMost(SOON).until(() -> agents(holder) == 1);
            lab.awaitReady(SOON.multipliedBy(3));
            stillExchange();
            assertThat(tables(holder)).isEqualTo(before);
            assertThat(monitor.next(Duration.ofSeconds(3)))
                    .as("nftables transactions")
                    .isEmpty();
        }
    }

    private static int agents(String host) {
        return lab.exec(host, "pgrep", "-f", "router --settings /run/culvert/" + host + "/")
                .out()
                .lines()
                .toList()
                .size();
    }

    @Test
    @Proves("F14")
    void whatIsRemovedByHandFromARouterIsPutBack() {
        String holder = vipHolder();
        String before = tables(holder);
        Hands.type(
                lab,
                holder,
                "nft flush chain inet culvert_router forward",
                "ip rule delete fwmark 1 lookup 1001",
                "ip route flush table 1002");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(tables(holder)).isEqualTo(before));
        stillExchange();
    }

    /** What refuses the new steering is put right first: the agent does not end of it. */
    @Test
    @Proves("F14")
    void aRouterWhoseTableIsDeletedWhileItLosesAGatewayGoesOn() {
        String holder = vipHolder();
        String other = holder.equals("router-1") ? "router-2" : "router-1";
        String agent = "router --settings /run/culvert/" + other + "/";
        String before = tables(other);
        String pid = lab.exec(other, "pgrep", "-f", agent).out();
        lab.exec(other, "pkill", "-STOP", "-f", agent);
        try {
            lab.fail("gateway-3", FailureMode.KILL);
            Awaitility.await().atMost(SOON).until(() -> !RoutersView.uses(lab, holder, "gateway-3"));
            Hands.type(lab, other, "nft delete table inet culvert_router");
        } finally {
            lab.exec(other, "pkill", "-CONT", "-f", agent);
        }
        Awaitility.await().atMost(SOON).until(() -> !RoutersView.uses(lab, other, "gateway-3"));
        lab.heal("gateway-3");
        lab.awaitReady(SOON.multipliedBy(3));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(tables(other)).isEqualTo(before));
        assertThat(lab.exec(other, "pgrep", "-f", agent).out()).as("the agent").isEqualTo(pid);
    }

    /** Each flow hears from the remote again, what it says from now on included, by the exit that it began with. */
    private void stillExchange() {
        List<FlowReport> before = flows.report();
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            List<FlowReport> now = flows.report();
            assertThat(now).as("flows").allMatch(FlowReport::unharmed);
            assertThat(flows.which(flow -> true))
                    .as("flows that have had two more answers, one of which was asked for since")
                    .allMatch(number ->
                            now.get(number).answers() >= before.get(number).answers() + 2);
        });
    }

    private static List<HostStatus> hosts() {
        return lab.status().hosts();
    }

    private static String vipHolder() {
        return hosts().stream()
                .filter(FailoverIT::holdsVip)
                .map(HostStatus::name)
                .findFirst()
                .orElse("nobody");
    }

    private static boolean anotherHoldsVip(String holder) {
        return hosts().stream().filter(host -> !host.name().equals(holder)).anyMatch(FailoverIT::holdsVip);
    }

    private static boolean holdsVip(HostStatus host) {
        return lab.exec(host.name(), "ip", "-brief", "address", "show", "dev", "vip42")
                .out()
                .contains("192.168.27.129");
    }

    /** Rules, routes and nftables but for counters and the flows themselves. */
    private static String tables(String host) {
        return lab.exec(
                        host,
                        "sh",
                        "-c",
                        "ip rule | sort; for table in 1001 1002 1003 1004; do ip route show table $table; done;"
                                + " nft --stateless --terse list table inet culvert_router")
                .out();
    }
}
