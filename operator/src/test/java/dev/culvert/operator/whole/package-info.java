/** What the operator does as a whole, seen from the API server. */
@NullMarked
package dev.culvert.operator.whole;

import org.jspecify.annotations.NullMarked;
