/** A real API server for tests. Knows nothing of reconcilers. */
@NullMarked
package dev.culvert.operator.server;

import org.jspecify.annotations.NullMarked;
