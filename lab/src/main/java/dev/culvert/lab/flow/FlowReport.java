package dev.culvert.lab.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one flow.
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param exits the addresses the remote saw it come from: one, for a flow that kept its exit
 * @param fate what has become of it
 * @param ended when it ended, if it did
 * @param longestGap the longest time between two answers, the time since the last one included
 * @param answers how many answers it has had
 */
public record FlowReport(
        String protocol, Set<String> exits, Fate fate, Optional<Instant> ended, Duration longestGap, long answers) {
    /** The exit, of a flow that has heard from the remote and kept one. */
    public Optional<String> exit() {
        return exits.size() == 1 ? exits.stream().findFirst() : Optional.empty();
    }

    /** Whether it still exchanges bytes, by the exit it began with. */
    public boolean unharmed() {
        return fate == Fate.ALIVE && exits.size() == 1;
    }
}
