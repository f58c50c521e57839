package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** Egress with routing uplink. */
class UplinkEgressIT extends Egress {
    UplinkEgressIT() {
        super(Routing.UPLINK);
    }
}
