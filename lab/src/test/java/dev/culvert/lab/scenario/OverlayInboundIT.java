package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** Inbound flows with routing overlay. */
class OverlayInboundIT extends Inbound {
    OverlayInboundIT() {
        super(Routing.OVERLAY);
    }
}
