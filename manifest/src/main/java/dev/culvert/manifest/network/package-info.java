/**
 * Second networks of pods (Multus): their definitions, the annotation that asks for them, and what nodes do for them.
 */
@NullMarked
package dev.culvert.manifest.network;

import org.jspecify.annotations.NullMarked;
