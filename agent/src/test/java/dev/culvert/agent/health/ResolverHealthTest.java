package dev.culvert.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResolverHealthTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long START = 7_000 * MILLI;

    private final ResolverHealth health = new ResolverHealth(ResolverReport.SILENT, START);

    private long now = START;

    @Test
    void answersWithItsFirstAnswer() {
        assertThat(health.report()).isEqualTo(ResolverReport.SILENT);
        assertThat(health.untilDue(now)).isNotPositive();
        health.answered(health.ask(now));
        assertThat(health.report()).isEqualTo(ResolverReport.ANSWERS);
        assertThat(health.untilDue(now)).isEqualTo(1_000 * MILLI);
    }

    @Test
    void isSilentWithinTwoSecondsOfItsLastAnswer() {
        health.answered(health.ask(now));
        while (health.report() == ResolverReport.ANSWERS) {
            askWhenDue();
        }
        assertThat(now - START).isBetween(1_500 * MILLI, 2_000 * MILLI);
    }

    @Test
    void isNotSilentIfItIsStartedAgainMeanwhile() {
        health.answered(health.ask(now));
        askWhenDue();
        askWhenDue();
        health.answered(askWhenDue());
        assertThat(health.report()).isEqualTo(ResolverReport.ANSWERS);
        assertThat(health.untilDue(now)).isEqualTo(1_000 * MILLI);
    }

    @Test
    void anAnswerToAnOldQuestionSaysNothingOfNow() {
        int old = health.ask(now);
        for (int i = 0; i < 3; i++) {
            askWhenDue();
        }
        health.answered(old);
        assertThat(health.report()).isEqualTo(ResolverReport.SILENT);
    }

    @Test
    void numbersGoRound() {
        for (int i = 0; i < 70_000; i++) {
            health.answered(health.ask(now));
            assertThat(health.report()).isEqualTo(ResolverReport.ANSWERS);
            assertThat(health.untilDue(now)).isPositive();
        }
    }

    private int askWhenDue() {
        now += health.untilDue(now);
        return health.ask(now);
    }
}
