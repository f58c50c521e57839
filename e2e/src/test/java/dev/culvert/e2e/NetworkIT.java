package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Network routing, the full stack: a bridge network by the real CNI plugins, two routers with a VIP, two gateways. */
class NetworkIT extends GatewayPodScenario {
    private static final String BRIDGE = "cvbr1042";

    NetworkIT(Site site) {
        super(site, "network", 3, Set.of(Provider.address(3), Provider.address(4)));
    }

    @Override
    String gateway() {
        return """
                {exits: %s, routing: {network: {subnet: 192.168.24.0/22, routers: 2, vxlanId: 1042}}, clients: {namespaces: [%s]},
                 %s, %s, %s}
                """.formatted(wireguard(vpn, 3, 4), media, PORTS, DNS, Provider.WITNESSES)
                .replace("\n", " ");
    }

    @Override
    void aPodThatComesAfterItsGateway() {
        itWaits();
    }

    @Test
    @Order(35)
    @Proves("R9")
    void theClientHasNeitherContainerNorCapabilityOfOurs() {
        assertThat(site.pod(media, APP).getSpec().getInitContainers())
                .as("its user's own")
                .extracting(container -> container.getName())
                .containsExactly("first");
        assertThat(site.pod(media, APP).getSpec().getContainers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Order(40)
    @Proves("F5")
    void aRouterThatIsDeletedComesBackAndNothingLeaksMeanwhile(int router) {
        survivesTheLossOf("downloads-router-" + router + "-0");
    }

    @Test
    @Order(60)
    @Proves("N4")
    void aBridgeThatIsDeletedOnTheNodeIsMadeAgain() {
        site.noLeakBy(() -> {
            assertThat(Cluster.onNode("ip", "link", "delete", BRIDGE).exitCode())
                    .isZero();
            await().untilAsserted(() ->
                    assertThat(site.ask(media, APP, 3)).isNotEmpty().isSubsetOf(exits));
        });
        theClientHasNotRestarted();
    }
}
