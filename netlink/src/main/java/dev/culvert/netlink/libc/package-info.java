/**
 * The C library's system calls, by java.lang.foreign: one downcall handle for all of them, results as the kernel gives them
 * (negative errno). Must never know what the calls are for.
 */
@NullMarked
package dev.culvert.netlink.libc;

import org.jspecify.annotations.NullMarked;
