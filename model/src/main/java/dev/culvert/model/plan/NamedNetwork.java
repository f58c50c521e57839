package dev.culvert.model.plan;

import dev.culvert.model.net.Prefix;

/**
 * A network that is taken, and by what.
 *
 * @param name what people call it: pods, services, nodes, the tunnel of sweden
 * @param prefix its addresses
 */
public record NamedNetwork(String name, Prefix prefix) {
    /** {@code pods (10.32.0.0/16)}. */
    @Override
    public String toString() {
        return name + " (" + prefix + ")";
    }
}
