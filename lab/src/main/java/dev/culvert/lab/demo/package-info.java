/**
 * The demonstration: real programs and flows, one failure after the other, figures, and what was promised of them.
 * Sees what clients and the capture see; must never know how the data plane does it.
 */
@NullMarked
package dev.culvert.lab.demo;

import org.jspecify.annotations.NullMarked;
