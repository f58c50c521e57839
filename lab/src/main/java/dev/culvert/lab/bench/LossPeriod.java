package dev.culvert.lab.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long new flows were lost after a failure. */
final class LossPeriod {
    /** Losses further apart than this have different causes. */
    private static final long QUIET = Duration.ofMillis(500).toNanos();

    private LossPeriod() {}

    /**
     * From the first flow lost to the last of the same failure; empty if none was lost. A flow that gets lost alone, long
     * before or after the others, does not count.
     *
     * @param lost when lost flows were sent, in order, in nanoseconds
     * @param since when the failure was ordered
     */
    static Optional<Duration> of(List<Long> lost, long since) {
        Duration longest = Duration.ZERO;
        boolean any = false;
        long first = 0;
        long last = 0;
        for (long sent : lost) {
            if (sent - since < 0) {
                continue;
            }
            if (!any || sent - last > QUIET) {
                first = sent;
            }
            any = true;
            last = sent;
            Duration period = Duration.ofNanos(last - first);
            longest = period.compareTo(longest) > 0 ? period : longest;
        }
        return any ? Optional.of(longest) : Optional.empty();
    }
}
