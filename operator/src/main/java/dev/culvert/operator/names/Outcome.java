package dev.culvert.operator.names;

import java.time.Instant;
import java.util.Optional;

/** What came of a task, last. */
public sealed interface Outcome {
    /** What was tried. */
    Task task();

    /**
     * The name has what was wanted.
     *
     * @param at when that was seen first
     */
    record Published(Task task, Instant at) implements Outcome {}

    /**
     * It has not, or nobody knows; it is tried again.
     *
     * @param notBefore when, if the provider said so
     */
    record Failed(Task task, NotPublished.Reason reason, String message, Optional<Instant> notBefore)
            implements Outcome {}

    /** A later wish is there already. */
    record Behind(Task task, long revision) implements Outcome {}
}
