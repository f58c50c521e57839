package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

class OverlayResolutionIT extends GatewayResolution {
    OverlayResolutionIT() {
        super(Routing.OVERLAY);
    }
}
