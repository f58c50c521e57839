package dev.culvert.lab.demo;

import dev.culvert.lab.flow.Fate;

/**
 * How a long transfer fared, of which the client only receives.
 *
 * @param onExit whether its exit was lost
 * @param fate what became of it
 * @param endedAfter when it ended, in seconds since the failure; 0 if it goes on
 * @param longestPause longest time in which nothing came while it lived, in seconds
 * @param megabytes what came in all
 */
public record Transfer(boolean onExit, Fate fate, double endedAfter, double longestPause, double megabytes) {
    /** Whether it went on if its exit lives, and was told of the end otherwise. */
    boolean asPromised() {
        return fate == (onExit ? Fate.RESET : Fate.ALIVE);
    }
}
