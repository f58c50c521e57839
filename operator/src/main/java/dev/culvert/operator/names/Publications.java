package dev.culvert.operator.names;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Keeps names as they are wanted: one thread per name, so a name server that hangs holds nobody up. What fails is tried again, later and
 * later; what is done is looked at again now and then, in case somebody changed it.
 */
public final class Publications implements AutoCloseable {
    private final Publishers publishers;
    private final Consumer<ResourceID> changed;
    private final Pace pace;
    private final Clock clock;
    private final Map<ResourceID, Map<Task.Key, Lane>> lanes = new ConcurrentHashMap<>();

    /**
     * When to look again.
     *
     * @param first after a failure
     * @param longest after many
     * @param done after success
     */
    public record Pace(Duration first, Duration longest, Duration done) {
        /** Half a second, doubled up to half a minute; five minutes. */
        public static final Pace USUAL =
                new Pace(Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));

        Duration after(int failures) {
            if (failures == 0) {
                return done;
            }
            Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 16));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    /** Nothing is wanted yet; whose outcome changes is told. */
    public Publications(Publishers publishers, Consumer<ResourceID> changed, Pace pace, Clock clock) {
        this.publishers = publishers;
        this.changed = changed;
        this.pace = pace;
        this.clock = clock;
    }

    /** From now on, these are a gateway's tasks, and no others. */
    public void want(ResourceID gateway, Collection<Task> tasks) {
        lanes.compute(gateway, (_, old) -> {
            Map<Task.Key, Lane> before = old == null ? Map.of() : old;
            Map<Task.Key, Lane> now = new HashMap<>();
            for (Task task : tasks) {
                Lane lane = before.get(task.key());
                now.put(
                        task.key(),
                        lane == null
                                ? new Lane(publishers, pace, clock, task, () -> changed.accept(gateway))
                                : lane.want(task));
            }
            before.forEach((key, lane) -> {
                if (!now.containsKey(key)) {
                    lane.close();
                }
            });
            return now.isEmpty() ? null : now;
        });
    }

    /** What came of a gateway's tasks; of those that are being tried for the first time, nothing. */
    public List<Outcome> outcomes(ResourceID gateway) {
        return lanes.getOrDefault(gateway, Map.of()).values().stream()
                .flatMap(lane -> lane.outcome().stream())
                .toList();
    }

    /** Nothing of that gateway is wanted any more; what is published stays. */
    public void forget(ResourceID gateway) {
        want(gateway, List.of());
    }

    @Override
    public void close() {
        List.copyOf(lanes.keySet()).forEach(this::forget);
    }
}
