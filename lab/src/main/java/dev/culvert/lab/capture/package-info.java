/**
 * What passed the uplink outside tunnels, from before the first packet to the end.
 * Reads packets only; must never know what the data plane meant to do.
 */
@NullMarked
package dev.culvert.lab.capture;

import org.jspecify.annotations.NullMarked;
