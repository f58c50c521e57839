/**
 * From a VpnGateway to the Kubernetes objects that fulfil it. Knows nothing of how they get into a cluster.
 */
@NullMarked
package dev.culvert.manifest.gateway;

import org.jspecify.annotations.NullMarked;
