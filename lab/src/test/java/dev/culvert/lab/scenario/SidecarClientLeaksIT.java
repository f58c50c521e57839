package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** A client's leaks with routing sidecar. */
class SidecarClientLeaksIT extends ClientLeaks {
    SidecarClientLeaksIT() {
        super(Routing.SIDECAR);
    }
}
