/** How the operator scales, measured on a real API server alone. */
@NullMarked
package dev.culvert.operator.scale;

import org.jspecify.annotations.NullMarked;
