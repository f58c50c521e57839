package dev.culvert.e2e;

import static dev.culvert.e2e.Site.ask;
import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the tunnels are in pods of their own. */
abstract class GatewayPodScenario extends InboundScenario {
    private final int exit;

    /** One of the exits' numbers is {@code exit}. */
    GatewayPodScenario(Site site, String method, int exit, Set<String> exits) {
        super(site, method, exits);
        this.exit = exit;
    }

    @Test
    @Order(25)
    @Proves("U6")
    void kubectlTellsTheExitsAddresses() {
        await().untilAsserted(() -> assertThat(
                        Cluster.kubectl("-n", vpn, "get", "vgw").out())
                .contains(exits)
                .contains(exits.size() + "/" + exits.size()));
    }

    @Test
    @Order(50)
    @Proves({"L3", "F2", "F11"})
    void aGatewayPodThatIsDeletedComesBackAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            replace(vpn, "downloads-exit-" + exit + "-0");
            await().untilAsserted(
                            () -> assertThat(ask(media, APP, 6 * exits.size())).isEqualTo(exits));
        });
        theClientHasNotRestarted();
    }
}
