/**
 * Copies of programs that the laboratory cannot run, as far as their documented behaviour reaches the network. They must never
 * know who asks them: a reader that passes against them may meet the real program next.
 */
@NullMarked
package dev.culvert.lab.standin;

import org.jspecify.annotations.NullMarked;
