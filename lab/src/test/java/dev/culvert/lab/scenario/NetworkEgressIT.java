package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import org.junit.jupiter.api.Test;

/** Egress with routing network. */
class NetworkEgressIT extends Egress {
    NetworkEgressIT() {
        super(Routing.NETWORK);
    }

    @Test
    @Proves("E7")
    void nodesDoNotMatter() {
        clientsAndGatewaysMeetOnOneNodeAndAcrossTwo();
    }
}
