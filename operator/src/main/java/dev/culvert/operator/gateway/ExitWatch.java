package dev.culvert.operator.gateway;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks all exits' agents again and again, and says whose answer has changed. Asks no API server. */
public final class ExitWatch implements AutoCloseable {
    /** Where there are more exits, as with thousands of clients that hold their own tunnels, they are asked in turns. */
    static final int AT_ONCE = 1000;

    private final ExitProbe probe;
    private final Consumer<ResourceID> changed;
    private final Map<ResourceID, Map<String, Target>> targets = new ConcurrentHashMap<>();
    private final Map<Target, Optional<ExitReport>> reports = new ConcurrentHashMap<>();
    private final Queue<Question> round = new ArrayDeque<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("exits").daemon().factory());
    private final ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor();

    /** An exit's pod, and where its agent tells its status. */
    record Target(String address, int port, String token) {
        @Override
        public String toString() {
            return address + ":" + port;
        }
    }

    private record Question(ResourceID gateway, Target target) {}

    /** Asks every so often; of a gateway whose exits' answers changed {@code changed} is told. */
    public ExitWatch(ExitProbe probe, Duration every, Consumer<ResourceID> changed) {
        this.probe = probe;
        this.changed = changed;
        var _ = clock.scheduleWithFixedDelay(this::turn, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
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

    /** Whether it has been asked and has answered, or not, since it is followed. */
    boolean knows(Target target) {
        return reports.containsKey(target);
    }

    private void turn() {
        if (round.isEmpty()) {
            targets.forEach(
                    (gateway, exits) -> exits.values().forEach(target -> round.add(new Question(gateway, target))));
            reports.keySet().retainAll(round.stream().map(Question::target).collect(Collectors.toSet()));
        }
        for (int asked = 0; asked < AT_ONCE && !round.isEmpty(); asked++) {
            Question question = round.remove();
            askers.execute(() -> ask(question));
        }
    }

    private void ask(Question question) {
        Target target = question.target();
        if (!targets.getOrDefault(question.gateway(), Map.of()).containsValue(target)) {
            return;
        }
        Optional<ExitReport> now = probe.ask(target.address(), target.port(), target.token());
        if (!now.equals(reports.put(target, now))) {
            changed.accept(question.gateway());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        askers.shutdownNow();
    }
}
