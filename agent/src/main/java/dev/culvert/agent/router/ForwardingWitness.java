package dev.culvert.agent.router;

import dev.culvert.agent.health.Silence;
import java.time.Duration;

/**
 * Whether this router forwards: it sends probes the way that clients' packets take through it, and they come back. Every {@code now} is
 * nanoseconds of one monotonic clock. A gateway that is lost, or swallows what it gets, answers none of them until new flows are led
 * elsewhere, so the silence that means something is longer than that takes.
 */
final class ForwardingWitness {
    /** Twice the time that a gateway may swallow packets by default. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(5);

    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final long EAGER_INTERVAL = Duration.ofMillis(100).toNanos();
    /** Probes on their way, after which another host is asked: by another bucket, perhaps another gateway. */
    private static final int PATIENCE = 2;

    private final long longest;
    private final Silence silence;
    private boolean proven;
    private long sentAt;
    private int sent;
    private int answered;
    private int target;

    /**
     * @param probeSilence how long a gateway may swallow packets before flows are led elsewhere
     * @param forwards whether it is believed to, for now: it did before its agent started
     */
    ForwardingWitness(Duration probeSilence, long now, boolean forwards) {
        longest = Math.max(LEAST_SILENCE.toNanos(), probeSilence.multipliedBy(2).toNanos());
        proven = forwards;
        silence = new Silence(INTERVAL, now);
        sentAt = now - INTERVAL;
    }

    /** Nanoseconds until the next probe is due. */
    long untilDue(long now) {
        return sentAt + (works(now) ? INTERVAL : EAGER_INTERVAL) - now;
    }

    /** The number of a probe that leaves now, 16 bits. */
    int probe(long now) {
        silence.asked(now);
        sentAt = now;
        sent = (sent + 1) & 0xffff;
        if (((sent - answered) & 0xffff) > PATIENCE) {
            target++;
            answered = sent;
        }
        return sent;
    }

    /** Which of {@code targets} the probe asks. */
    int target(int targets) {
        return Math.floorMod(target, targets);
    }

    /** A probe came back. */
    void answered(long now, int number) {
        proven = true;
        silence.answered(now);
        answered = number;
    }

    /** Whether a packet was forwarded, and not too long ago. */
    boolean works(long now) {
        return proven && silence.lasts(now) < longest;
    }
}
