/** Health, readiness and metrics over HTTP. */
@NullMarked
package dev.culvert.operator.serve;

import org.jspecify.annotations.NullMarked;
