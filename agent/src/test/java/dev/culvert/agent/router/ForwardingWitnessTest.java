package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ForwardingWitnessTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 5 * SECOND;
    private static final Duration PROBE_SILENCE = Duration.ofMillis(2500);
    private static final long END = START + 5 * SECOND;

    private final ForwardingWitness witness = new ForwardingWitness(PROBE_SILENCE, START, false);

    @Test
    void forwardsOnceAProbeCameBack() {
        assertThat(witness.works(START)).isFalse();
        witness.answered(START, witness.probe(START));
        assertThat(witness.works(START)).isTrue();
    }

    @Test
    void isBelievedForAWhileIfItForwardedBefore() {
        var before = new ForwardingWitness(PROBE_SILENCE, START, true);
        askInVain(before, START, END);
        assertThat(before.works(END - 1)).isTrue();
        assertThat(before.works(END)).isFalse();
    }

    @Test
    void forwardsNoMoreAfterALongSilenceAndAgainWithTheNextAnswer() {
        witness.answered(START, witness.probe(START));
        askInVain(witness, START + SECOND, END);
        assertThat(witness.works(END - 1)).isTrue();
        assertThat(witness.works(END)).isFalse();
        witness.answered(END, witness.probe(END));
        assertThat(witness.works(END)).isTrue();
    }

    @Test
    void waitsTwiceAsLongAsAGatewayMaySwallowPackets() {
        var patient = new ForwardingWitness(Duration.ofSeconds(10), START, true);
        askInVain(patient, START, START + 20 * SECOND);
        assertThat(patient.works(START + 20 * SECOND - 1)).isTrue();
        assertThat(patient.works(START + 20 * SECOND)).isFalse();
    }

    @Test
    void doesNotTakeItsOwnPauseForSilence() {
        witness.answered(START, witness.probe(START));
        long back = START + 60 * SECOND;
        assertThat(witness.works(back)).isTrue();
        for (int unanswered = 1; unanswered <= 4; unanswered++) {
            witness.probe(back);
            assertThat(witness.works(back)).isTrue();
            back += SECOND;
        }
        assertThat(witness.works(back - 1)).isTrue();
        assertThat(witness.works(back)).isFalse();
    }

    @Test
    void aSenderThatIsAlwaysLateDoesNotMakeItForward() {
        witness.answered(START, witness.probe(START));
        boolean worked = true;
        for (long now = START; now < START + 60 * SECOND; now += 3 * SECOND / 2) {
            witness.probe(now);
            boolean works = witness.works(now);
            assertThat(works && !worked).isFalse();
            worked = works;
        }
        assertThat(worked).isFalse();
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

    private static void askInVain(ForwardingWitness witness, long from, long until) {
        for (long now = from; now < until; now += SECOND) {
            witness.probe(now);
        }
    }
}
