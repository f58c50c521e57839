package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

class OverlayResolutionIT extends Resolution {
    OverlayResolutionIT() {
        super(Routing.OVERLAY);
    }
}
