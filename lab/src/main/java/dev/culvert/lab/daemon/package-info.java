/**
 * The laboratory as a process of its own: its state outside, its control socket, entering its hosts.
 * Wraps {@link dev.culvert.lab.Lab} and must never know more than its public API.
 */
@NullMarked
package dev.culvert.lab.daemon;

import org.jspecify.annotations.NullMarked;
