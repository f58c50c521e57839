package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;

/** Egress with routing sidecar. */
class SidecarEgressIT extends Egress {
    SidecarEgressIT() {
        super(Routing.SIDECAR);
    }
}
