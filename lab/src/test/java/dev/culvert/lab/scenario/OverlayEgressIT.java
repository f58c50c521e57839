package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** Egress with routing overlay. */
class OverlayEgressIT extends Egress {
    OverlayEgressIT() {
        super(Routing.OVERLAY);
    }
}
