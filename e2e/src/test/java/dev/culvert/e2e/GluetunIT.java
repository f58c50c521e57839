package dev.culvert.e2e;

import dev.culvert.proofs.Proves;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Overlay routing, with gluetun in the gateway's pod. */
class GluetunIT extends GluetunScenario {
    private static final int EXIT = 8;
    private static final String POD = "downloads-exit-" + EXIT + "-0";

    GluetunIT(Site site) {
        super(site, "gluetun", EXIT);
    }

    @Override
    Gluetun gluetun() {
        return new Gluetun(site, EXIT, vpn, POD);
    }

    @Override
    String gateway() {
        return """
                {exits: [%s], routing: {overlay: {vxlanId: 48}}, clients: {namespaces: [%s]}, %s, %s, %s}
                """.formatted(gluetun().declared(), media, PORTS, DNS, Provider.WITNESSES);
    }

    @Test
    @Order(50)
    @Proves({"L3", "F11"})
    void aGatewayPodThatIsDeletedComesBackAndNothingLeaksMeanwhile() {
        survivesTheLossOf(POD);
    }
}
