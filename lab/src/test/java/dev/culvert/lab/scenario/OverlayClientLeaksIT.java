package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** A client's leaks with routing overlay. */
class OverlayClientLeaksIT extends ClientLeaks {
    OverlayClientLeaksIT() {
        super(Routing.OVERLAY);
    }
}
