package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** A client's leaks with routing network. */
class NetworkClientLeaksIT extends ClientLeaks {
    NetworkClientLeaksIT() {
        super(Routing.NETWORK);
    }
}
