package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Gateways that are routers as well, beside a gluetun each: its rules send into its own tunnel whatever is not its own, and ours, by
 * which a flow reaches another gateway, come before them.
 */
@Timeout(120)
class OverlayGluetunGatewayIT {
    @Test
    void aFlowLeavesByTheGatewayThatTheRouterChose() {
        choose(BesideGluetun.wireGuard("v3.40.0"));
    }

    /** OpenVPN's ways are in the main table, where other tables end. */
    @Test
    void soItDoesWhereTheTunnelIsOpenVpns() {
        choose(BesideGluetun.openVpn("v3.40.0"));
    }

    private static void choose(BesideGluetun gluetun) {
        try (Lab lab = gluetun.lab(LabSpec.defaults()
                        .withRouting(Routing.OVERLAY)
                        .withExits(2)
                        .withClients(1));
                NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(40, 20))) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(flows::opened);
            List<String> exits = lab.topology().hosts(HostRole.EXIT).stream()
                    .map(exit -> exit.v4().orElseThrow())
                    .toList();
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            assertThat(flows.report().stream().flatMap(flow -> flow.exits().stream()))
                    .contains(exits.toArray(String[]::new))
                    .containsOnly(exits.toArray(String[]::new));
            new Uplink(lab).assertNothingLeaked();
        }
    }
}
