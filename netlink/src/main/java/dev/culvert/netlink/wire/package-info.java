/**
 * The netlink wire format (RFC 3549 §2): headers and nested attributes, read with every length checked and written in place.
 * Must never know the meaning of a message.
 */
@NullMarked
package dev.culvert.netlink.wire;

import org.jspecify.annotations.NullMarked;
