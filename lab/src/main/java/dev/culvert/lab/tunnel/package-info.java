/**
 * The tunnels of the laboratory: their keys, the provider's settings files, and the provider's ends, complete.
 * It must never touch the holder's end of a tunnel, which is what is being tested.
 */
@NullMarked
package dev.culvert.lab.tunnel;

import org.jspecify.annotations.NullMarked;
