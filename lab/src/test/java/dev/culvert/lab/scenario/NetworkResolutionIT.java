package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

class NetworkResolutionIT extends GatewayResolution {
    NetworkResolutionIT() {
        super(Routing.NETWORK);
    }
}
