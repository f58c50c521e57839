package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** A client's leaks with routing uplink. */
class UplinkClientLeaksIT extends ClientLeaks {
    UplinkClientLeaksIT() {
        super(Routing.UPLINK);
    }
}
