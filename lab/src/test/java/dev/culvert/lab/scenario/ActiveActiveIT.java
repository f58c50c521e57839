package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two VIPs, each router master of one. */
@Timeout(120)
class ActiveActiveIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> VIPS = List.of("192.168.27.129", "192.168.27.130");

    @Test
    @Proves({"F8", "F5"})
    void bothRoutersCarryFlowsAndOneCarriesAllWhenTheOtherDies() {
        try (Lab lab = Lab.up(LabSpec.defaults().withClients(2).withActiveActive(true));
                NetworkNamespace first = lab.namespace("client-1");
                NetworkNamespace second = lab.namespace("client-2");
                Flows ofFirst = Flows.open(first, Remote.V4, Flows.Plan.of(40, 10));
                Flows ofSecond = Flows.open(second, Remote.V4, Flows.Plan.of(40, 10))) {
            Awaitility.await().atMost(SOON).until(() -> ofFirst.opened() && ofSecond.opened());
            Awaitility.await().atMost(SOON).untilAsserted(() -> {
                for (int router = 1; router <= 2; router++) {
                    assertThat(RoutersView.holders(lab, VIPS.get(router - 1))).containsExactly("router-" + router);
                    assertThat(RoutersView.flows(lab, "router-" + router)).isGreaterThanOrEqualTo(50);
                }
            });

            lab.fail("router-1", FailureMode.KILL);
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(VIPS)
                            .allSatisfy(vip ->
                                    assertThat(RoutersView.holders(lab, vip)).containsExactly("router-2")));
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(RoutersView.flows(lab, "router-2")).isGreaterThanOrEqualTo(100));
            unharmed(ofFirst, ofSecond);

            lab.heal("router-1");
            Awaitility.await()
                    .atMost(SOON.multipliedBy(2))
                    .untilAsserted(() -> assertThat(RoutersView.holders(lab, VIPS.getFirst()))
                            .containsExactly("router-1"));
            unharmed(ofFirst, ofSecond);
            assertThat(lab.capture().leaked()).isZero();
        }
    }

    private static void unharmed(Flows... all) {
        for (Flows flows : all) {
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
        }
    }
}
