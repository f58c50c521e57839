package dev.culvert.agent.router;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether neighbours send to this router what they send to its VIP: each is asked something in the VIP's name, and only who believes
 * has its answer arrive here. Who answers this router's own address at that time, but not the VIP's, does not believe, and the VIP
 * is announced again. A function of what was asked and answered and of time; every {@code now} is nanoseconds of one monotonic clock.
 *
 * <p>An answer that is missing may be lost, and an announcement costs little: the first is reason enough for one, but only the second in
 * a row is called disbelief.
 *
 * @param <N> a neighbour
 */
final class Belief<N> {
    /** What is to be done now. */
    record Due(boolean announce, boolean ask) {}

    private static final long PATIENCE = Duration.ofMillis(200).toNanos();
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final int DISBELIEF = 2;
    /** Announcements that follow each other at once; whom they do not convince, more of them will not. */
    private static final int BURST = 5;

    private final List<N> neighbours;
    private final Set<N> answered = new HashSet<>();
    private List<N> believers = List.of();
    private final Map<N, Integer> missing = new HashMap<>();
    private int number;
    private long askedAt;
    private boolean waiting;
    private int inRow;
    private long announced;

    /** Asks at once. */
    Belief(List<N> neighbours, long now) {
        this.neighbours = List.copyOf(neighbours);
        askedAt = now - INTERVAL;
    }

    /** Nanoseconds until {@link #tick} is due. */
    long untilDue(long now) {
        return askedAt + (waiting ? PATIENCE : pause()) - now;
    }

    /**
     * Lets time pass.
     *
     * @param reachable whether a neighbour has answered this router's own address since the last question
     */
    Due tick(long now, Predicate<N> reachable) {
        boolean announce = false;
        if (waiting && now - askedAt >= PATIENCE) {
            waiting = false;
            announce = judge(reachable);
            inRow = announce ? inRow + 1 : 0;
            announced += announce ? 1 : 0;
        }
        boolean ask = !waiting && now - askedAt >= pause();
        if (ask) {
            number = (number + 1) & 0xffff;
            askedAt = now;
            waiting = true;
            answered.clear();
        }
        return new Due(announce, ask);
    }

    private boolean judge(Predicate<N> reachable) {
        for (N neighbour : neighbours) {
            if (answered.contains(neighbour) || !reachable.test(neighbour)) {
                missing.remove(neighbour);
            } else {
                missing.merge(neighbour, 1, Integer::sum);
            }
        }
        believers = neighbours.stream().filter(answered::contains).toList();
        return !missing.isEmpty();
    }

    private long pause() {
        return inRow > 0 && inRow <= BURST ? PATIENCE : INTERVAL;
    }

    /** The number of the last question, 16 bits. */
    int number() {
        return number;
    }

    /** When that was asked. */
    long askedAt() {
        return askedAt;
    }

    /** A neighbour's answer to the question of that number. */
    void answered(N neighbour, int to) {
        if (to == number) {
            answered.add(neighbour);
            missing.remove(neighbour);
        }
    }

    /** Who answered the last question but one, or the last if time for that is over. */
    List<N> believers() {
        return believers;
    }

    /** Who does not believe. */
    List<N> doubters() {
        return neighbours.stream()
                .filter(neighbour -> missing.getOrDefault(neighbour, 0) >= DISBELIEF)
                .toList();
    }

    /** How often it was announced because an answer was missing. */
    long announced() {
        return announced;
    }
}
