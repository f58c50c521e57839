package dev.culvert.agent.health;

import java.time.Duration;

/**
 * Whether a resolver answers, as who asks it sees it: a function of what was asked and answered and of time. Every {@code now} is nanoseconds
 * of one monotonic clock. It is asked every second, and again at once while an answer is missing; one that is started again within
 * that time was never silent. The first answer after a silence is enough, since a wrong word costs nobody a name.
 */
public final class ResolverHealth {
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final long PATIENCE = Duration.ofMillis(200).toNanos();
    /** Questions in a row without an answer. */
    private static final int SILENCE = 3;

    private ResolverReport report;
    private long askedAt;
    private int number;
    private int unanswered;

    /** What was known before, which holds until the resolver answers or does not. */
    public ResolverHealth(ResolverReport before, long now) {
        report = before;
        askedAt = now - INTERVAL;
    }

    /** Nanoseconds until the next question is due. */
    public long untilDue(long now) {
        return askedAt + (unanswered == 0 ? INTERVAL : PATIENCE) - now;
    }

    /** The number of a question that leaves now, 16 bits. */
    public int ask(long now) {
        if (unanswered >= SILENCE) {
            report = ResolverReport.SILENT;
        }
        unanswered++;
        askedAt = now;
        number = (number + 1) & 0xffff;
        return number;
    }

    /** An answer to the question of that number; what is older than the silence that means something counts no more. */
    public void answered(int to) {
        if (((number - to) & 0xffff) < SILENCE) {
            unanswered = 0;
            report = ResolverReport.ANSWERS;
        }
    }

    /** What is true now. */
    public ResolverReport report() {
        return report;
    }
}
