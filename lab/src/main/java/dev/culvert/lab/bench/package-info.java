/**
 * Measures what is promised, each figure beside its peer's from the same run. Knows the laboratory and the planes that
 * it measures; must never be needed by them.
 */
@NullMarked
package dev.culvert.lab.bench;

import org.jspecify.annotations.NullMarked;
