package dev.culvert.e2e;

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
    @Order(50)
    @Proves({"L3", "F2", "F11"})
    void aGatewayPodThatIsDeletedComesBackAndNothingLeaksMeanwhile() {
        survivesTheLossOf("downloads-exit-" + exit + "-0");
    }
}
