/** The whole of Culvert on a real Kubernetes: real pods, real tunnels to a provider's end outside the cluster. */
@NullMarked
package dev.culvert.e2e;

import org.jspecify.annotations.NullMarked;
