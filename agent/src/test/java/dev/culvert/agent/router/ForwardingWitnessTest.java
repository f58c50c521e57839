package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ForwardingWitnessTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 5 * SECOND;
    private static final long END = START + ForwardingWitness.SILENCE.toNanos();

    private final ForwardingWitness witness = new ForwardingWitness(START, false);

    @Test
    void forwardsOnceAProbeCameBack() {
        assertThat(witness.works(START)).isFalse();
        witness.answered(START, witness.probe(START));
        assertThat(witness.works(START)).isTrue();
    }

    @Test
    void isBelievedForAWhileIfItForwardedBefore() {
        var before = new ForwardingWitness(START, true);
        assertThat(before.works(END - 1)).isTrue();
        assertThat(before.works(END)).isFalse();
    }

    @Test
    void forwardsNoMoreAfterALongSilenceAndAgainWithTheNextAnswer() {
        witness.answered(START, witness.probe(START));
        assertThat(witness.works(END - 1)).isTrue();
        assertThat(witness.works(END)).isFalse();
        witness.answered(END, witness.probe(END));
        assertThat(witness.works(END)).isTrue();
    }

    @Test
    void asksOftenUntilItForwardsAndSeldomAfterwards() {
        assertThat(witness.untilDue(START)).isNotPositive();
        int number = witness.probe(START);
        assertThat(witness.untilDue(START)).isEqualTo(SECOND / 10);
        witness.answered(START, number);
        assertThat(witness.untilDue(START)).isEqualTo(SECOND);
    }

    @Test
    void asksSomebodyElseWhenProbesDoNotComeBack() {
        Set<Integer> asked = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            witness.probe(START);
            asked.add(witness.target(2));
        }
        assertThat(asked).containsExactly(0, 1);
    }

    @Test
    void goesOnAskingWhomItGetsAnswersFrom() {
        for (int i = 0; i < 100_000; i++) {
            witness.answered(START, witness.probe(START));
            assertThat(witness.target(2)).isZero();
        }
    }
}
