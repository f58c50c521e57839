package dev.culvert.operator.names.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Until when a provider has asked not to be asked again with a credential, for all names that are kept with it. */
final class Backoff {
    private final InstantSource clock;
    private Instant until = Instant.MIN;

    Backoff(InstantSource clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** The longest that was asked for holds. */
    synchronized void hold(Duration wait) {
        Instant then = now().plus(wait);
        until = until().filter(then::isBefore).orElse(then);
    }

    /** If it is still to come; what no answer can have asked for is a clock that was put back. */
    synchronized Optional<Instant> until() {
        Instant now = now();
        return Optional.of(until).filter(then -> then.isAfter(now) && !then.isAfter(now.plus(RetryAfter.LONGEST)));
    }
}
