package dev.culvert.agent.router;

import java.util.HashSet;
import java.util.Set;

/**
 * Which gateways may have flows. A gateway that takes no new ones may have old ones all the same: where all new flows go to the first
 * that is healthy, what was pinned to another while the first was down stays there. An agent that starts knows nothing of that, so at
 * first it is all of them, each from the moment on that something is known of it; and whoever the pins name besides, who is gone.
 */
final class Carrying {
    private final Set<Integer> configured;
    private final Set<Integer> all;
    private final Set<Integer> departed = new HashSet<>();
    private Set<Integer> now = Set.of();

    Carrying(Set<Integer> configured) {
        this.configured = Set.copyOf(configured);
        all = new HashSet<>(configured);
    }

    /** One takes flows. */
    void add(int gateway) {
        all.add(gateway);
    }

    /** These have none left. */
    void ended(Set<Integer> gateways) {
        all.removeAll(gateways);
        departed.addAll(gateways);
    }

    /**
     * Looks once more; whether that has changed anything.
     *
     * @param awaited of whom nothing is known yet
     * @param pinned whom the last count of the pins has found, which may be a while ago
     */
    boolean look(Set<Integer> awaited, Set<Integer> pinned) {
        Set<Integer> next = new HashSet<>(all);
        next.removeAll(awaited);
        pinned.stream()
                .filter(id -> !configured.contains(id) && !departed.contains(id))
                .forEach(next::add);
        if (next.equals(now)) {
            return false;
        }
        now = Set.copyOf(next);
        return true;
    }

    /** Those of the last look. */
    Set<Integer> now() {
        return now;
    }
}
