package dev.culvert.lab.scenario;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Inbound flows with routing overlay. */
class OverlayInboundIT extends Inbound {
    OverlayInboundIT() {
        super(Routing.OVERLAY);
    }

    /** The gateway that holds the VIP is the router for the others' flows as well. */
    @Test
    @Proves({"I8", "F5"})
    void theDeathOfTheVipsHolderEndsNoFlowOfAnotherExit() throws IOException {
        Host holder = lab().topology().hosts(HostRole.GATEWAY).stream()
                .filter(gateway -> holdsVip(gateway.name()))
                .findFirst()
                .orElseThrow();
        flowsOutlive(
                holder.name(),
                exits().stream().filter(exit -> exit.index() != holder.index()).toList());
    }
}
