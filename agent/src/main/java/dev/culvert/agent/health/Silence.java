package dev.culvert.agent.health;

/**
 * How long whoever is asked once an interval has not answered. Every {@code now} is nanoseconds of one monotonic clock. Who is late with a
 * question was held up, and what it did not listen for is no silence: time counts up to the moment at which the next question was due.
 */
public final class Silence {
    private final long interval;
    private long askedAt;
    private long since;

    /**
     * Nothing was asked yet.
     *
     * @param interval nanoseconds between questions; those that come sooner do no harm
     */
    public Silence(long interval, long now) {
        this.interval = interval;
        askedAt = now - interval;
        since = now;
    }

    /** A question leaves. */
    public void asked(long now) {
        since += now - listened(now);
        askedAt = now;
    }

    /** An answer came. */
    public void answered(long now) {
        since = listened(now);
    }

    /** Nanoseconds without an answer in which somebody listened. */
    public long lasts(long now) {
        return listened(now) - since;
    }

    private long listened(long now) {
        long due = askedAt + interval;
        return now - due > 0 ? due : now;
    }
}
