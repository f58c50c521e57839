/**
 * The commands: words and options in, tables or JSON and an exit code out.
 * Wires the other modules together; must never hold a rule of its own.
 */
@NullMarked
package dev.culvert.cli;

import org.jspecify.annotations.NullMarked;
