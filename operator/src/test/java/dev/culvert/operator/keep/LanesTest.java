package dev.culvert.operator.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final Pace HALF_A_SECOND = Pace.lookingAgain(Duration.ofMinutes(5));
    private static final ResourceID GATEWAY = new ResourceID("downloads", "vpn");

    @Test
    void failuresAreTriedAgainLaterAndLater() {
        assertThat(List.of(1, 2, 3, 6, 7, 100_000))
                .extracting(failures -> HALF_A_SECOND.after(failures, Optional.empty()))
                .extracting(Duration::toMillis)
                .containsExactly(500L, 1000L, 2000L, 16_000L, 30_000L, 30_000L);
        assertThat(HALF_A_SECOND.after(0, Optional.empty())).hasMinutes(5);
    }

    @Test
    void whatWasAskedForIsNeitherShortenedNorDrawnOut() {
        assertThat(HALF_A_SECOND.after(1, Optional.of(Duration.ofMinutes(2)))).hasMinutes(2);
        assertThat(HALF_A_SECOND.after(100, Optional.of(Duration.ofSeconds(3)))).hasSeconds(3);
        assertThat(HALF_A_SECOND.after(3, Optional.of(Duration.ZERO)))
                .as("over already")
                .hasSeconds(2);
        assertThat(HALF_A_SECOND.after(3, Optional.of(Duration.ofSeconds(-9)))).hasSeconds(2);
    }

    /** Each lane fails for ever; one is asked to wait for an hour, one for a moment, and one for nothing. */
    @Test
    void aLaneWaitsAsItIsAskedAndHoldsNoOtherUp() {
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        Map<String, Duration> asked = Map.of("hour", Duration.ofHours(1), "moment", Duration.ofMillis(5));
        var millisecond = new Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
        try (var quick = lanes(millisecond, attempts, asked);
                var slow = lanes(new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO), attempts, asked)) {
            quick.want(GATEWAY, List.of("hour", "own pace"));
            slow.want(GATEWAY, List.of("moment"));
            await().until(() -> attempts.getOrDefault("own pace", 0) > 50 && attempts.getOrDefault("moment", 0) > 5);
            assertThat(attempts).containsEntry("hour", 1);
        }
    }

    @Test
    void whatNobodyForesawIsTriedAgainToo() {
        var attempts = new AtomicInteger();
        var millisecond = new Pace(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofHours(1));
        try (var lanes =
                new Lanes<String, String, String>(task -> task, _ -> new Unforeseen(attempts), millisecond, _ -> {})) {
            lanes.want(GATEWAY, List.of("name"));
            await().until(() -> lanes.outcomes(GATEWAY).equals(List.of("done")));
        }
        assertThat(attempts).hasValue(3);
    }

    private record Unforeseen(AtomicInteger attempts) implements Work<String, String> {
        @Override
        public String attempt(String task) {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("nobody thought of this");
            }
            return "done";
        }

        @Override
        public boolean isFailure(String outcome) {
            return false;
        }
    }

    /** Nobody would ever tell a second thread that its task has changed. */
    @Test
    void whatIsWantedTwiceHasOneLane() {
        List<String> done = new CopyOnWriteArrayList<>();
        try (var lanes = new Lanes<String, String, String>(
                task -> task.substring(0, 4),
                _ -> new Listing(done),
                Pace.lookingAgain(Duration.ofMillis(1)),
                _ -> {})) {
            lanes.want(GATEWAY, List.of("port 1", "port 1"));
            await().until(() -> done.size() > 2);
            lanes.want(GATEWAY, List.of("port 2", "port 2"));
            await().until(() -> done.contains("port 2"));
            done.clear();
            await().until(() -> done.size() > 50);
            assertThat(done).doesNotContain("port 1");
        }
    }

    private record Listing(List<String> done) implements Work<String, String> {
        @Override
        public String attempt(String task) {
            done.add(task);
            return task;
        }

        @Override
        public boolean isFailure(String outcome) {
            return false;
        }
    }

    private static Lanes<String, String, String> lanes(
            Pace pace, Map<String, Integer> attempts, Map<String, Duration> asked) {
        return new Lanes<>(task -> task, _ -> new Failing(attempts, asked), pace, _ -> {});
    }

    private record Failing(Map<String, Integer> attempts, Map<String, Duration> asked) implements Work<String, String> {
        @Override
        public String attempt(String task) {
            attempts.merge(task, 1, Integer::sum);
            return task;
        }

        @Override
        public boolean isFailure(String outcome) {
            return true;
        }

        @Override
        public Optional<Duration> askedFor(String outcome) {
            return Optional.ofNullable(asked.get(outcome));
        }
    }
}
