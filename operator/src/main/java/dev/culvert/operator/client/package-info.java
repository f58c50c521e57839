/** From a VpnClient to its workload: observer, validation, reconcile. Knows of gateways what their status says. */
@NullMarked
package dev.culvert.operator.client;

import org.jspecify.annotations.NullMarked;
