/**
 * The kernel's network from Java: namespaces, links, addresses, routes, rules, notifications, nftables. Values print like iproute2.
 * Knows nothing of what it is used for, and must never know of VPNs, Kubernetes or other modules.
 */
@NullMarked
package dev.culvert.netlink;

import org.jspecify.annotations.NullMarked;
