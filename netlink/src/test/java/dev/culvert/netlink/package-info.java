@NullMarked
package dev.culvert.netlink;

import org.jspecify.annotations.NullMarked;
