/**
 * Starting, supervising, stopping and killing the programs that run inside the laboratory's hosts.
 * Knows namespaces and commands only, never what a program is for.
 */
@NullMarked
package dev.culvert.lab.process;

import org.jspecify.annotations.NullMarked;
