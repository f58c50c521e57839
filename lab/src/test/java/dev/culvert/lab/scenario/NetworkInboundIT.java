package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Inbound flows with routing network. */
class NetworkInboundIT extends Inbound {
    NetworkInboundIT() {
        super(Routing.NETWORK);
    }

    @Test
    @Proves({"I8", "F5"})
    void aRoutersDeathEndsNoFlow() throws IOException {
        String holder = RoutersView.holders(lab(), lab().clientNetwork().vip(1).toString())
                .getFirst();
        flowsOutlive(holder, exits());
    }
}
