/**
 * Flows kept alive from a client, so that what a failure does to them can be measured.
 * Sees what an application sees, nothing else.
 */
@NullMarked
package dev.culvert.lab.flow;

import org.jspecify.annotations.NullMarked;
