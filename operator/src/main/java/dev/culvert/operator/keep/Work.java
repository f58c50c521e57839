package dev.culvert.operator.keep;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one thing is kept; by one thread, for as long as it is wanted. It looks before it writes, so it may be asked again at any time.
 *
 * @param <T> what is wanted of it
 * @param <O> what came of it
 */
public interface Work<T, O> {
    /** Sees to it; a failure is an outcome. */
    O attempt(T task);

    /** Whether it is to be tried again soon. */
    boolean isFailure(O outcome);

    /** How long to wait after a failure, if somebody said so; ours to choose if that is over. */
    default Optional<Duration> askedFor(O outcome) {
        return Optional.empty();
    }

    /** Whether somebody should be told of this outcome after that one. */
    default boolean isNews(@Nullable O before, O now) {
        return !now.equals(before);
    }
}
