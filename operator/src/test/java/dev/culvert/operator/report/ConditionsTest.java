package dev.culvert.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void tellsOfANewConditionOnlyIfSomebodyShouldLookAtIt() {
        assertThat(new Conditions(List.of(), 1L, CLOCK)
                        .add("Invalid", false, Why.Valid, "")
                        .add("Ready", false, Why.NoExitHealthy, "")
                        .transitions())
                .singleElement()
                .satisfies(transition -> assertThat(transition.warning()).isTrue());
    }

    @Test
    void keepsTheTimeOfWhatDidNotChangeAndTellsWhatDid() {
        var first = new Conditions(List.of(), 1L, CLOCK).add("Ready", false, Why.NoExitHealthy, "none of 2");
        assertThat(first.transitions()).hasSize(1);

        Clock later = Clock.offset(CLOCK, Duration.ofMinutes(1));
        var same = new Conditions(first.list(), 1L, later).add("Ready", false, Why.NoExitHealthy, "none of 3");
        assertThat(same.transitions()).isEmpty();
        assertThat(same.list().getFirst().getLastTransitionTime()).isEqualTo("2026-11-21T12:00:00Z");

        var ready = new Conditions(same.list(), 2L, later).add("Ready", true, Why.AllExitsHealthy, "all 3");
        assertThat(ready.transitions())
                .containsExactly(new Happening("AllExitsHealthy", "Ready is True: all 3", false));
        assertThat(ready.list().getFirst().getLastTransitionTime()).isEqualTo("2026-11-21T12:01:00Z");
        assertThat(ready.list().getFirst().getObservedGeneration()).isEqualTo(2L);
    }
}
