/**
 * A small internet in network namespaces, with real programs: the place where promises are seen to hold.
 * {@link dev.culvert.lab.Lab} is the whole of it for tests; the daemon wraps the same for the command line.
 * It must never decide how traffic is routed: that is what it observes.
 */
@NullMarked
package dev.culvert.lab;

import org.jspecify.annotations.NullMarked;
