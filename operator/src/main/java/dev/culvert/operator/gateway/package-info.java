/** From a VpnGateway to its pods: observer, validation, reconcile. Knows of clients what their status says. */
@NullMarked
package dev.culvert.operator.gateway;

import org.jspecify.annotations.NullMarked;
