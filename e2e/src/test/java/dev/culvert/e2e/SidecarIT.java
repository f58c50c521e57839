package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Sidecar routing: the tunnel in the client's own pod. */
class SidecarIT extends InboundScenario {
    SidecarIT(Site site) {
        super(site, "sidecar", Set.of(Provider.address(Provider.DUAL)));
    }

    @Override
    String gateway() {
        return """
                {exits: %s, routing: {sidecar: {}}, clients: {namespaces: [%s]}, %s, %s, %s}
                """.formatted(wireguard(media, Provider.DUAL), media, PORTS, DNS, Provider.WITNESSES);
    }

    @Test
    @Order(28)
    @Proves({"E1", "U6"})
    void itsIpv6LeavesByTheTunnelAsWellAndKubectlTellsWhere() {
        assertThat(site.exec(media, APP, "app", "curl", "-s6", "-m5", "http://[" + Provider.REMOTE_V6 + "]/ip")
                        .out())
                .contains('"' + Provider.DUAL_V6 + '"');
        await().untilAsserted(() -> assertThat(
                        Cluster.kubectl("-n", vpn, "get", "vgw", "downloads").out())
                .contains("sidecar", Provider.address(Provider.DUAL) + "," + Provider.DUAL_V6));
    }

    @Test
    @Order(40)
    @Proves({"L5", "L6"})
    void anAgentThatIsKilledComesBackAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            assertThat(Cluster.onNode("pkill", "-9", "-f", "dev.culvert.agent.Main sidecar")
                            .exitCode())
                    .isZero();
            await().untilAsserted(
                            () -> assertThat(site.pod(media, APP).getStatus().getContainerStatuses())
                                    .anyMatch(status -> status.getRestartCount() == 1 && status.getReady()));
            await().untilAsserted(() -> assertThat(site.ask(media, APP, 3)).isEqualTo(exits));
        });
    }
}
