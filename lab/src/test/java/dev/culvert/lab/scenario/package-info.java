/**
 * What Culvert promises, seen from outside: at remotes, on the uplink, in the kernel's state. Each class is one situation
 * of a laboratory. Must never look into agents to learn whether a promise holds.
 */
@NullMarked
package dev.culvert.lab.scenario;

import org.jspecify.annotations.NullMarked;
