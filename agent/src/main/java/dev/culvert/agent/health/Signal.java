package dev.culvert.agent.health;

/**
 * Something that is asked and should answer: when it was last asked, when it last answered, and since when a question has been
 * open. Times are nanoseconds of the caller's clock and are compared by difference only, so the clock may start anywhere.
 */
final class Signal {

    private long lastSent;
    private long lastAnswer;
    private long openSince;
    private boolean open;
    private boolean sentOnce;

    Signal(long now) {
        lastAnswer = now;
    }

    void sent(long now) {
        lastSent = now;
        sentOnce = true;
        if (!open) {
            open = true;
            openSince = now;
        }
    }

    /**
     * An answer to the question of {@code askedAt}. Older questions are settled by it; of the later ones only the last is
     * remembered, which makes the oldest open question look younger by one round trip at the most.
     */
    void answered(long now, long askedAt) {
        lastAnswer = now;
        open = sentOnce && lastSent - askedAt > 0;
        openSince = lastSent;
    }

    /** How long ago the last answer came. */
    long silence(long now) {
        return now - lastAnswer;
    }

    /** Whether a question has been open for {@code patience} or longer. */
    boolean unanswered(long now, long patience) {
        return open && now - openSince >= patience;
    }

    /** How long until the open question has waited {@code patience}; nothing to wait for is {@link Long#MAX_VALUE}. */
    long untilUnanswered(long now, long patience) {
        return !open || unanswered(now, patience) ? Long.MAX_VALUE : patience - (now - openSince);
    }

    /** How long until the next question is due at this interval; 0 or less: now. */
    long untilDue(long now, long interval) {
        return sentOnce ? interval - (now - lastSent) : 0;
    }

    /** Forgives time in which nobody listened. */
    void forgive(long nanos) {
        lastAnswer += nanos;
        openSince += nanos;
    }

    /** Forgets the open question, so that the next one starts a new count. */
    void settle() {
        open = false;
    }
}
