package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Overlay routing: a client follows the VIP to another gateway by what the kernel learns, with no process of ours. */
@Timeout(180)
class OverlayFailoverIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    @Proves({"F1", "F11"})
    void aClientFollowsTheVipAndOnlyTheDeadGatewaysFlowsEnd() {
        LabSpec spec =
                LabSpec.defaults().withRouting(Routing.OVERLAY).withClients(1).withExits(2);
        try (Lab lab = Lab.up(spec);
                NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(60, 0))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            String holder = vipHolder(lab);
            String deadExit = "203.0.113." + holder.substring("gateway-".length());
            assertThat(flows.report()).anyMatch(flow -> flow.exits().contains(deadExit));

            lab.fail(holder, FailureMode.KILL);

            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(of(flows, deadExit, true)).allMatch(flow -> flow.fate() == Fate.RESET));
            assertThat(of(flows, deadExit, false)).isNotEmpty().allMatch(FlowReport::unharmed);
            assertThat(lab.exec("client-1", "curl", "-s", "--max-time", "2", "http://remote-1/ip")
                            .out())
                    .contains("203.0.113.")
                    .doesNotContain(deadExit);
            assertThat(lab.capture().leaked()).isZero();
        }
    }

    private static List<FlowReport> of(Flows flows, String exit, boolean through) {
        return flows.report().stream()
                .filter(flow -> flow.exits().contains(exit) == through)
                .toList();
    }

    private static String vipHolder(Lab lab) {
        return List.of("gateway-1", "gateway-2").stream()
                .filter(gateway -> lab.exec(gateway, "ip", "-brief", "address", "show", "dev", "vip42")
                        .out()
                        .contains("192.168.27.129"))
                .findFirst()
                .orElseThrow();
    }
}
