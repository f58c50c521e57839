package dev.culvert.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceTest {
    private static final long INTERVAL = 1000;

    /** A nanosecond clock may start anywhere. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5000, Long.MAX_VALUE - 1500})
    void isTimeWithoutAnAnswer(long start) {
        var silence = new Silence(INTERVAL, start);
        assertThat(silence.lasts(start)).isZero();
        silence.asked(start);
        assertThat(silence.lasts(start + 700)).isEqualTo(700);
        silence.asked(start + INTERVAL);
        assertThat(silence.lasts(start + INTERVAL + 700)).isEqualTo(1700);
        silence.answered(start + INTERVAL + 700);
        assertThat(silence.lasts(start + INTERVAL + 700)).isZero();
        assertThat(silence.lasts(start + 2 * INTERVAL)).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 5000})
    void isNotTheTimeInWhichNobodyAsked(long late) {
        var silence = new Silence(INTERVAL, 0);
        silence.asked(0);
        assertThat(silence.lasts(INTERVAL + late)).isEqualTo(INTERVAL);
        silence.asked(INTERVAL + late);
        assertThat(silence.lasts(INTERVAL + late)).isEqualTo(INTERVAL);
        assertThat(silence.lasts(INTERVAL + late + 5)).isEqualTo(INTERVAL + 5);
    }

    /** Who was held up reads the answer first, and asks then. */
    @Test
    void beginsAnewWithAnAnswerThatIsReadLate() {
        var silence = new Silence(INTERVAL, 0);
        silence.asked(0);
        silence.answered(30 * INTERVAL);
        silence.asked(30 * INTERVAL);
        assertThat(silence.lasts(30 * INTERVAL)).isZero();
        assertThat(silence.lasts(31 * INTERVAL)).isEqualTo(INTERVAL);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 100, 999})
    void isAllTimeWhereQuestionsComeSooner(long sooner) {
        var silence = new Silence(INTERVAL, 0);
        for (long now = 0; now < 10 * INTERVAL; now += sooner) {
            silence.asked(now);
        }
        assertThat(silence.lasts(10 * INTERVAL)).isEqualTo(10 * INTERVAL);
    }
}
