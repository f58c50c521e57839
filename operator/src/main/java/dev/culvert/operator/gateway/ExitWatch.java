package dev.culvert.operator.gateway;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks all exits' agents again and again, and says whose answer has changed. Asks no API server. */
public final class ExitWatch implements AutoCloseable {
    private final ExitProbe probe;
    private final Consumer<ResourceID> changed;
    private final Map<ResourceID, Map<String, Target>> targets = new ConcurrentHashMap<>();
    private final Map<Target, Optional<ExitReport>> reports = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("exits").daemon().factory());
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();

    /** An exit's pod. */
    record Target(String address, String token) {
        @Override
        public String toString() {
            return address;
        }
    }

    /** Asks every so often; of a gateway whose exits' answers changed {@code changed} is told. */
    public ExitWatch(ExitProbe probe, Duration every, Consumer<ResourceID> changed) {
        this.probe = probe;
        this.changed = changed;
        var _ = clock.scheduleWithFixedDelay(this::askAll, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** These are a gateway's exits with a pod, by name. */
    void follow(ResourceID gateway, Map<String, Target> exits) {
        targets.put(gateway, Map.copyOf(exits));
    }

    void forget(ResourceID gateway) {
        targets.remove(gateway);
    }

    /** The last answer. */
    Optional<ExitReport> report(Target target) {
        return reports.getOrDefault(target, Optional.empty());
    }

    private void askAll() {
        reports.keySet()
                .retainAll(targets.values().stream()
                        .flatMap(exits -> exits.values().stream())
                        .toList());
        targets.forEach((gateway, exits) ->
                exits.values().forEach(target -> askers.execute(() -> ask(gateway, target))));
    }

    private void ask(ResourceID gateway, Target target) {
        Optional<ExitReport> now = probe.ask(target.address(), target.token());
        Optional<ExitReport> before = reports.put(target, now);
        if (before == null ? now.isPresent() : !before.equals(now)) {
            changed.accept(gateway);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        askers.shutdownNow();
    }
}
