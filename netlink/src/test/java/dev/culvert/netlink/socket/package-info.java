@NullMarked
package dev.culvert.netlink.socket;

import org.jspecify.annotations.NullMarked;
