package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

class NetworkResolutionIT extends Resolution {
    NetworkResolutionIT() {
        super(Routing.NETWORK);
    }
}
