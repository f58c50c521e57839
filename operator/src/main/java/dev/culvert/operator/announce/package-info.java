/**
 * Tells applications at which port remotes reach them. It knows what should be told, asks what is, and changes the difference; it never
 * knows why a port is what it is.
 */
@NullMarked
package dev.culvert.operator.announce;

import org.jspecify.annotations.NullMarked;
