package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import org.junit.jupiter.api.Test;

/** Egress with routing overlay. */
class OverlayEgressIT extends Egress {
    OverlayEgressIT() {
        super(Routing.OVERLAY);
    }

    @Test
    @Proves("E7")
    void nodesDoNotMatter() {
        clientsAndGatewaysMeetOnOneNodeAndAcrossTwo();
    }
}
