@NullMarked
package dev.culvert.netlink.wire;

import org.jspecify.annotations.NullMarked;
