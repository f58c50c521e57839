/**
 * Sockets that Java has none of: raw IP, ICMP, link-layer, and UDP with a mark or bound to a link; and waiting for many of them at once.
 * Must never know what is in the packets.
 */
@NullMarked
package dev.culvert.netlink.socket;

import org.jspecify.annotations.NullMarked;
