/**
 * What one network namespace should hold (links, addresses, rules, routes, nftables), as pure functions from the model to
 * {@link dev.culvert.dataplane.NamespacePlan}; the difference to what it holds; and its application. Every plan prints
 * what an operator would type. Knows nothing of processes, tunnels' engines, health or Kubernetes.
 */
@NullMarked
package dev.culvert.dataplane;

import org.jspecify.annotations.NullMarked;
