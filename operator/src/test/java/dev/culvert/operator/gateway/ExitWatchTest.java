package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ExitWatchTest {
    private static final ResourceID GATEWAY = new ResourceID("downloads", "vpn");

    @Test
    void manyExitsAreAskedInTurnsAndEachAsOftenAsTheOthers() {
        Map<Integer, Integer> asked = new ConcurrentHashMap<>();
        int exits = ExitWatch.AT_ONCE * 2 + 1;
        var turns = new Semaphore(0);
        ExitProbe probe = (address, port, token) -> {
            asked.merge(port, 1, Integer::sum);
            turns.release();
            return Optional.empty();
        };
        try (var watch = new ExitWatch(probe, Duration.ofMillis(20), _ -> {})) {
            watch.follow(
                    GATEWAY,
                    IntStream.rangeClosed(1, exits)
                            .boxed()
                            .collect(Collectors.toMap(String::valueOf, port -> new ExitWatch.Target("a", port, ""))));
            turns.acquireUninterruptibly(3 * exits);
            assertThat(asked).hasSize(exits);
            assertThat(asked.values()).allMatch(times -> times >= 2 && times <= 4);
        }
    }

    @Test
    void whatIsNewIsToldOnceAndWhatIsKnownIsNot() {
        Set<String> silent = ConcurrentHashMap.newKeySet();
        List<ResourceID> told = new CopyOnWriteArrayList<>();
        var asked = new Semaphore(0);
        ExitProbe probe = (address, _, _) -> {
            asked.release();
            return silent.contains(address)
                    ? Optional.empty()
                    : Optional.of(new ExitReport(true, "up", "", "", "203.0.113.7", null, null));
        };
        var target = new ExitWatch.Target("10.244.0.7", 19_317, "");
        try (var watch = new ExitWatch(probe, Duration.ofMillis(5), told::add)) {
            watch.follow(GATEWAY, Map.of("sweden", target));
            asked.acquireUninterruptibly(10);
            assertThat(told).hasSize(1);
            assertThat(watch.report(target)).isPresent();
            silent.add("10.244.0.7");
            Awaitility.await().until(() -> told.size() == 2);
            assertThat(watch.knows(target)).isTrue();
            assertThat(watch.report(target)).isEmpty();
            watch.follow(GATEWAY, Map.of());
            Awaitility.await().until(() -> !watch.knows(target));
        }
    }
}
