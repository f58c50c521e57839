package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BeliefTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final Belief<String> belief = new Belief<>(List.of("one", "two"), 0);
    private Set<String> believers = Set.of("one", "two");
    private Set<String> reachable = Set.of("one", "two");
    private long now;
    private int announced;

    @Test
    void whoAnswersBelieves() {
        pass(3_000);
        assertThat(belief.believers()).containsExactly("one", "two");
        assertThat(belief.doubters()).isEmpty();
        assertThat(announced).isZero();
        assertThat(belief.number()).as("questions").isBetween(3, 4);
    }

    @Test
    void aMissingAnswerIsAnnouncedAtOnceAndTheSecondIsDisbelief() {
        believers = Set.of("one");
        pass(250);
        assertThat(announced).isEqualTo(1);
        assertThat(belief.doubters()).isEmpty();
        pass(250);
        assertThat(announced).isEqualTo(2);
        assertThat(belief.doubters()).containsExactly("two");
        assertThat(belief.believers()).containsExactly("one");
    }

    @Test
    void whoIsNotConvincedIsToldNoOftenerThanEverySecond() {
        believers = Set.of();
        pass(2_000);
        int first = announced;
        pass(10_000);
        assertThat(announced - first).isBetween(9, 11);
        assertThat(belief.announced()).isEqualTo(announced);
    }

    @Test
    void whoAnswersNothingAtAllDoubtsNothing() {
        believers = Set.of("one");
        reachable = Set.of("one");
        pass(5_000);
        assertThat(announced).isZero();
        assertThat(belief.doubters()).isEmpty();
        assertThat(belief.believers()).containsExactly("one");
    }

    @Test
    void oneAnswerEndsADoubt() {
        believers = Set.of("one");
        pass(1_000);
        assertThat(belief.doubters()).containsExactly("two");
        believers = Set.of("one", "two");
        pass(1_000);
        assertThat(belief.doubters()).isEmpty();
        int before = announced;
        pass(5_000);
        assertThat(announced).isEqualTo(before);
    }

    @Test
    void anAnswerToAnEarlierQuestionProvesNothing() {
        believers = Set.of("one");
        pass(1);
        int old = belief.number();
        pass(500);
        belief.answered("two", old);
        pass(500);
        assertThat(belief.doubters()).containsExactly("two");
    }

    private void pass(int millis) {
        long end = now + millis * MILLI;
        while (now + Math.max(0, belief.untilDue(now)) <= end) {
            now += Math.max(0, belief.untilDue(now));
            Belief.Due due = belief.tick(now, reachable::contains);
            announced += due.announce() ? 1 : 0;
            if (due.ask()) {
                believers.forEach(neighbour -> belief.answered(neighbour, belief.number()));
            }
        }
        now = end;
    }
}
