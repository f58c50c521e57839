package dev.culvert.operator.keep;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps things as resources want them: one thread for each thing, so a server that hangs holds nobody up. What fails is tried again,
 * later and later; what is done is looked at again now and then, in case somebody changed or forgot it.
 *
 * @param <K> which thing; prints as people read it
 * @param <T> what is wanted of it
 * @param <O> what came of it
 */
public final class Lanes<K, T, O> implements AutoCloseable {
    private final Function<T, K> key;
    private final Function<T, Work<T, O>> works;
    private final Pace pace;
    private final Consumer<ResourceID> changed;
    private final Map<ResourceID, Map<K, Lane<T, O>>> lanes = new ConcurrentHashMap<>();

    /**
     * Nothing is wanted yet.
     *
     * @param key what of two tasks is one thing
     * @param works how a thing is kept, asked for once a thing
     * @param changed told whose outcome is news
     */
    public Lanes(Function<T, K> key, Function<T, Work<T, O>> works, Pace pace, Consumer<ResourceID> changed) {
        this.key = key;
        this.works = works;
        this.pace = pace;
        this.changed = changed;
    }

    /**
     * From now on, these are a resource's tasks, and no others; of two for one thing, the first. What is no longer wanted stays as it
     * is.
     */
    public void want(ResourceID resource, Collection<T> tasks) {
        lanes.compute(resource, (_, old) -> {
            Map<K, Lane<T, O>> before = old == null ? Map.of() : old;
            Map<K, Lane<T, O>> now = new HashMap<>();
            for (T task : tasks) {
                K thing = key.apply(task);
                if (now.containsKey(thing)) {
                    // A second thread that nobody knows of would keep it as it was, for ever.
                    continue;
                }
                Lane<T, O> lane = before.get(thing);
                now.put(
                        thing,
                        lane == null
                                ? new Lane<>(
                                        thing.toString(), works.apply(task), pace, task, () -> changed.accept(resource))
                                : lane.want(task));
            }
            before.forEach((thing, lane) -> {
                if (!now.containsKey(thing)) {
                    lane.close();
                }
            });
            return now.isEmpty() ? null : now;
        });
    }

    /** What came of a resource's tasks; of those that are being tried for the first time, nothing. */
    public List<O> outcomes(ResourceID resource) {
        return lanes.getOrDefault(resource, Map.of()).values().stream()
                .flatMap(lane -> lane.outcome().stream())
                .toList();
    }

    @Override
    public void close() {
        List.copyOf(lanes.keySet()).forEach(resource -> want(resource, List.of()));
    }
}
