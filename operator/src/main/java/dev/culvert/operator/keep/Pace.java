package dev.culvert.operator.keep;

import java.time.Duration;
import java.util.Optional;

/**
 * When to look again.
 *
 * @param first after a failure; doubled with every further one
 * @param longest after many
 * @param done after success
 */
public record Pace(Duration first, Duration longest, Duration done) {
    private static final int MOST_DOUBLINGS = 16;

    /** Half a second, doubled up to half a minute. */
    public static Pace lookingAgain(Duration done) {
        return new Pace(Duration.ofMillis(500), Duration.ofSeconds(30), done);
    }

    /** After a failure, for as long as somebody asked for, be it longer or shorter than what we would choose. */
    Duration after(int failures, Optional<Duration> askedFor) {
        return failures == 0 ? done : askedFor.filter(Duration::isPositive).orElseGet(() -> after(failures));
    }

    private Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
