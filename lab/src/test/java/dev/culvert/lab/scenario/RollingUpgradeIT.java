package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand flows while every router and every gateway is replaced, one after the other, as the operator does it. */
@Timeout(300)
class RollingUpgradeIT extends OneClient {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Flows.Plan THOUSAND = new Flows.Plan(800, 200, INTERVAL, Duration.ofSeconds(20));
    /** Some flow says something every millisecond: there is no moment that all are silent. */
    private static final Flows.Plan BUSY = new Flows.Plan(40, 160, Duration.ofMillis(200), Duration.ofSeconds(20));

    @Test
    @Proves("F9")
    void routersEndNoFlowAndEachGatewayItsOwnAlone() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, THOUSAND)) {
            Awaitility.await().atMost(SOON).until(flows::opened);

            for (Host router : lab.topology().hosts(HostRole.ROUTER)) {
                replace(router);
                allGoOn(flows, router, INTERVAL.multipliedBy(2));
            }
            Set<Integer> ended = new HashSet<>();
            for (Host gateway : lab.topology().hosts(HostRole.GATEWAY)) {
                String exit = lab.topology()
                        .host(gateway.name().replace("gateway", "exit"))
                        .v4()
                        .orElseThrow();
                ended.addAll(flows.which(flow -> flow.unharmed() && flow.exits().equals(Set.of(exit))));
                lab.fail(gateway.name(), FailureMode.KILL);
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(flows.which(flow -> flow.fate() == Fate.RESET))
                                .as(() -> "flows that were reset with " + gateway.name() + ": " + ended(flows))
                                .isEqualTo(ended));
                lab.heal(gateway.name());
                lab.awaitReady(SOON.multipliedBy(2));
                assertThat(flows.which(flow -> !flow.unharmed()))
                        .as("flows that ended until %s was back", gateway.name())
                        .isEqualTo(ended);
            }
            assertThat(lab.capture().clean())
                    .as("no packet left outside a tunnel")
                    .isTrue();
        }
    }

    @Test
    @Proves("F9")
    void aRouterThatComesBackTakesNoFlowBeforeItKnowsAllGateways() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, BUSY)) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            String vip = lab.clientNetwork().vip(1).toString();
            Host waiting = lab.topology().host(RoutersView.holders(lab, vip).getFirst());
            Hands.type(lab, "gateway-1", """
                    nft 'table inet deaf { chain input { type filter hook prerouting priority -350; ip saddr %s drop; }; }'
                    """.formatted(lab.clientNetwork().address(waiting)));

            lab.fail(waiting.name(), FailureMode.KILL);
            lab.heal(waiting.name());
            allGoOn(flows, waiting, Duration.ofSeconds(5));

            Hands.type(lab, "gateway-1", "nft delete table inet deaf");
            lab.awaitReady(SOON);
            replace(lab.topology().host(RoutersView.holders(lab, vip).getFirst()));
            allGoOn(flows, waiting, Duration.ofSeconds(2));
        }
    }

    private static void allGoOn(Flows flows, Host router, Duration time) {
        Awaitility.await()
                .during(time)
                .atMost(time.plus(SOON))
                .untilAsserted(() -> assertThat(flows.which(flow -> !flow.unharmed()))
                        .as(() -> "flows that ended with " + router.name() + ": " + ended(flows))
                        .isEmpty());
    }

    private static List<FlowReport> ended(Flows flows) {
        return flows.report().stream().filter(flow -> !flow.unharmed()).toList();
    }

    private static void replace(Host host) {
        lab.fail(host.name(), FailureMode.KILL);
        lab.heal(host.name());
        lab.awaitReady(SOON.multipliedBy(2));
    }
}
