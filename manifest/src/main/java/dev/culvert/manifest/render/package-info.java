/**
 * {@code culvert render}: files in, the objects that the operator would apply out. Reads no file itself and asks no cluster.
 */
@NullMarked
package dev.culvert.manifest.render;

import org.jspecify.annotations.NullMarked;
