package dev.culvert.agent.health;

import static dev.culvert.agent.health.SimulatedGateway.MILLI;
import static dev.culvert.agent.health.SimulatedGateway.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold whatever the dice say: no flap by loss, fast detection, bounded churn. */
class ExitHealthSimulationTest {

    private static final long HOUR = 3600 * SECOND;

    @Proves("F12")
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,150", "3,1,1", "4,1,150", "5,30,60"})
    void aTenthLostInEachDirectionBringsNothingDown(long seed, long podRttMillis, long pathRttMillis) {
        SimulatedGateway gateway = lossy(seed, podRttMillis, pathRttMillis);
        gateway.until(Verdict.Healthy.class);
        gateway.run(6 * HOUR);
        assertThat(gateway.falls()).isZero();
        assertThat(gateway.heartbeatsSent).isGreaterThan(6 * 36_000);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,150"})
    void aTenthLostBringsNothingDownWhileTheAgentIsDeadEither(long seed, long pathRttMillis) {
        SimulatedGateway gateway = lossy(seed, 1, pathRttMillis);
        gateway.until(Verdict.Healthy.class);
        gateway.agentLives = false;
        gateway.run(HOUR);
        assertThat(gateway.falls()).isLessThanOrEqualTo(1); // the moment when it dies may cost one, at 150 ms
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "0,1,150", "0.1,1,1", "0.1,1,150", "0.1,150,150"})
    void aKilledGatewayIsSeenWithin300Milliseconds(double loss, long podRttMillis, long pathRttMillis) {
        long[] took = detections(
                2000,
                gateway -> {
                    gateway.lossEachWay = loss;
                    gateway.podRtt = podRttMillis * MILLI;
                    gateway.pathRtt = pathRttMillis * MILLI;
                },
                SimulatedGateway::kill);
        assertThat(took[took.length * 99 / 100]).isLessThanOrEqualTo(300 * MILLI);
    }

    @Proves("F4")
    @ParameterizedTest
    @CsvSource({"0,1", "0,150", "0.1,1", "0.1,150"})
    void aBlackHoleIsSeenWithinThreeSeconds(double loss, long pathRttMillis) {
        long[] took = detections(
                1000,
                gateway -> {
                    gateway.lossEachWay = loss;
                    gateway.pathRtt = pathRttMillis * MILLI;
                },
                gateway -> gateway.tunnelCarries = false);
        assertThat(took[took.length - 1]).isLessThanOrEqualTo(3 * SECOND);
    }

    @Proves("F3")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void tenFlapsAMinuteAreBoundedChurn(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedGateway gateway = new SimulatedGateway(seed);
        long firstMinute = 0;
        for (int minute = 0; minute < 60; minute++) {
            for (int flap = 0; flap < 10; flap++) {
                long up = random.nextLong(500 * MILLI, 5500 * MILLI);
                gateway.run(up);
                gateway.kill();
                gateway.run(6 * SECOND - up);
                gateway.revive();
            }
            if (minute == 0) {
                firstMinute = gateway.falls();
            }
        }
        assertThat(firstMinute).isBetween(1L, 5L);
        // No up phase lasts longer than 5.5 s, so what a hold-down of 8 s keeps down stays down.
        assertThat(gateway.falls()).isBetween(1L, 5L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void whateverTheFlapsNoMinuteHasMoreThanSevenFalls(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedGateway gateway = new SimulatedGateway(seed);
        while (gateway.verdicts.size() < 400) {
            gateway.run(Math.round(Math.exp(random.nextDouble(Math.log(0.1), Math.log(100))) * SECOND));
            gateway.kill();
            gateway.run(random.nextLong(100 * MILLI, 10 * SECOND));
            gateway.revive();
        }
        long[] falls = gateway.verdicts.stream()
                .filter(v -> v instanceof Verdict.Down)
                .mapToLong(Verdict::since)
                .toArray();
        for (int i = 7; i < falls.length; i++) {
            assertThat(falls[i] - falls[i - 7]).isGreaterThan(60 * SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theWaitDoublesToAMinuteAndIsForgottenAfterAMinuteOfHealth(int seed) {
        SimulatedGateway gateway = new SimulatedGateway(seed);
        gateway.until(Verdict.Healthy.class);
        gateway.run(5 * SECOND);
        for (long wait : new long[] {0, 1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(afterAFall(gateway)).isBetween(wait * SECOND, wait * SECOND + 800 * MILLI);
            gateway.run(5 * SECOND);
        }
        gateway.run(60 * SECOND);
        assertThat(afterAFall(gateway)).isLessThan(800 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theLongestWaitEndsEvenOnALossyPath(int seed) {
        SimulatedGateway gateway = lossy(seed, 1, 150);
        gateway.until(Verdict.Healthy.class);
        for (int i = 0; i < 9; i++) {
            assertThat(afterAFall(gateway)).isLessThan(65 * SECOND);
            gateway.run(SECOND);
        }
    }

    private static long afterAFall(SimulatedGateway gateway) {
        gateway.kill();
        gateway.until(Verdict.Down.class);
        gateway.revive();
        return gateway.until(Verdict.Healthy.class);
    }

    private static SimulatedGateway lossy(long seed, long podRttMillis, long pathRttMillis) {
        SimulatedGateway gateway = new SimulatedGateway(seed);
        gateway.lossEachWay = 0.1;
        gateway.podRtt = podRttMillis * MILLI;
        gateway.pathRtt = pathRttMillis * MILLI;
        return gateway;
    }

    private static long[] detections(
            int runs, Consumer<SimulatedGateway> conditions, Consumer<SimulatedGateway> failure) {
        long[] took = new long[runs];
        for (int run = 0; run < runs; run++) {
            SimulatedGateway gateway = new SimulatedGateway(run);
            conditions.accept(gateway);
            gateway.until(Verdict.Healthy.class);
            gateway.run(new SplittableRandom(run).nextLong(5 * SECOND, 15 * SECOND));
            failure.accept(gateway);
            took[run] = gateway.until(Verdict.Down.class);
        }
        Arrays.sort(took);
        return took;
    }
}
