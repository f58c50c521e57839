package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** Egress with routing network. */
class NetworkEgressIT extends Egress {
    NetworkEgressIT() {
        super(Routing.NETWORK);
    }
}
