package dev.culvert.agent.health;

import static dev.culvert.agent.health.SimulatedGateway.MILLI;
import static dev.culvert.agent.health.SimulatedGateway.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitHealthTest {

    private final SimulatedGateway gateway = new SimulatedGateway(1);

    private void healthy() {
        gateway.until(Verdict.Healthy.class);
        gateway.run(5 * SECOND);
    }

    private static Witness witness(SimulatedGateway gateway) {
        return ((Verdict.Down) gateway.health.verdict()).witness();
    }

    @ParameterizedTest
    @CsvSource({"1,50,70", "150,250,350"})
    void isHealthySoonAfterAStart(long rttMillis, long earliestMillis, long latestMillis) {
        gateway.pathRtt = rttMillis * MILLI;
        assertThat(gateway.until(Verdict.Healthy.class)).isBetween(earliestMillis * MILLI, latestMillis * MILLI);
        assertThat(gateway.probesSent).isGreaterThanOrEqualTo(3);
    }

    @Test
    void isHealthySoonAfterALateTunnelCameUp() {
        gateway.tunnelCarries = false;
        gateway.run(20 * SECOND);
        gateway.tunnelCarries = true;
        assertThat(gateway.until(Verdict.Healthy.class)).isLessThan(200 * MILLI);
    }

    @Test
    void isNeverHealthyBeforePacketsWentThrough() {
        gateway.tunnelCarries = false;
        gateway.run(60 * SECOND);
        assertThat(gateway.verdicts).hasSize(1).first().isInstanceOf(Verdict.Starting.class);
    }

    @Test
    void isDecidedWhenNothingHasComeBackForAsLongAsMeansDown() {
        gateway.tunnelCarries = false;
        gateway.run(2400 * MILLI);
        assertThat(gateway.health.isUndecided(gateway.now)).isTrue();
        gateway.run(200 * MILLI);
        assertThat(gateway.health.isUndecided(gateway.now)).isFalse();
    }

    @Test
    void isUndecidedWhilePacketsComeBackNotYetOftenEnough() {
        gateway.engine = EngineReport.DOWN;
        gateway.run(9 * SECOND);
        assertThat(gateway.health.isUndecided(gateway.now)).isTrue();
        gateway.run(2 * SECOND);
        assertThat(gateway.health.isUndecided(gateway.now))
                .as("a router that waited for ever would never serve")
                .isFalse();
    }

    @Test
    void isUndecidedWhileTheRouterDidNotListen() {
        gateway.stall(5 * SECOND);
        gateway.run(100 * MILLI);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Healthy.class);
        SimulatedGateway silent = new SimulatedGateway(2);
        silent.tunnelCarries = false;
        silent.stall(5 * SECOND);
        silent.run(2 * SECOND);
        assertThat(silent.health.isUndecided(silent.now)).isTrue();
        silent.run(SECOND);
        assertThat(silent.health.isUndecided(silent.now)).isFalse();
    }

    @Test
    void isUndecidedForARouterThatHasNotListenedSince() {
        gateway.pathRtt = 200 * MILLI;
        gateway.run(250 * MILLI);
        assertThat(gateway.health.isUndecided(gateway.now + 3 * SECOND)).isTrue();
    }

    @Test
    void isDecidedOnceItIsHealthyWhateverFollows() {
        healthy();
        assertThat(gateway.health.isUndecided(gateway.now)).isFalse();
        gateway.kill();
        gateway.run(SECOND);
        assertThat(gateway.health.isUndecided(gateway.now)).isFalse();
    }

    @Test
    void isTrustedInItsHoldDownWhereThereIsNoOtherButNotBeforePacketsComeBack() {
        healthy();
        for (int fall = 1; fall <= 3; fall++) {
            gateway.kill();
            gateway.until(Verdict.Down.class);
            gateway.health.endHoldDown(gateway.now);
            assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Down.class);
            gateway.revive();
            if (fall < 3) {
                gateway.until(Verdict.Healthy.class);
            }
        }
        gateway.run(SECOND);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Down.class);
        gateway.health.endHoldDown(gateway.now);
        assertThat(gateway.health.verdict()).isEqualTo(new Verdict.Healthy(gateway.now));
        gateway.run(5 * SECOND);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void isNotHealthyWhileTheEngineSaysDown() {
        gateway.engine = EngineReport.DOWN;
        gateway.run(60 * SECOND);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Starting.class);
        gateway.engine = EngineReport.UP;
        assertThat(gateway.until(Verdict.Healthy.class)).isLessThan(600 * MILLI);
    }

    @Test
    void staysHealthyByItsTunnelWhenTheAgentDies() {
        healthy();
        gateway.agentLives = false;
        gateway.run(60 * SECOND);
        assertThat(gateway.falls()).isZero();
        assertThat(gateway.health.details(gateway.now))
                .startsWith("agent silent for 6")
                .contains("path answered 0.0");
    }

    @Test
    void fallsWhenTheTunnelGoesAfterTheAgent() {
        healthy();
        gateway.agentLives = false;
        gateway.run(10 * SECOND);
        gateway.kill();
        assertThat(gateway.until(Verdict.Down.class)).isLessThan(260 * MILLI);
        assertThat(witness(gateway)).isEqualTo(Witness.POD);
    }

    @Test
    void waitsForAPodWhoseProgramsWaitForAProcessor() {
        healthy();
        for (int i = 0; i < 50; i++) {
            gateway.starve();
            gateway.run(900 * MILLI);
            gateway.revive();
            gateway.run(2 * SECOND);
        }
        assertThat(gateway.falls()).isZero();
    }

    @Test
    void doesNotWaitForThemForLong() {
        healthy();
        gateway.starve();
        assertThat(gateway.until(Verdict.Down.class)).isBetween(850 * MILLI, 1001 * MILLI);
        assertThat(witness(gateway)).isEqualTo(Witness.POD);
    }

    @Test
    void waitsNoLongerOnceThePodsKernelIsGoneToo() {
        healthy();
        gateway.starve();
        gateway.run(500 * MILLI);
        gateway.kill();
        assertThat(gateway.until(Verdict.Down.class)).isLessThan(260 * MILLI);
    }

    @Test
    void seesABlackHoleBehindAnAnsweringPod() {
        healthy();
        gateway.tunnelCarries = false;
        assertThat(gateway.until(Verdict.Down.class)).isBetween(1500 * MILLI, 2501 * MILLI);
        assertThat(witness(gateway)).isEqualTo(Witness.PROBE);
    }

    @Test
    void savesATunnelThatComesBackAtTheLastMoment() {
        healthy();
        for (int i = 0; i < 50; i++) {
            int sent = gateway.probesSent;
            while (gateway.probesSent == sent) {
                gateway.run(MILLI);
            }
            gateway.run(2 * MILLI);
            gateway.tunnelCarries = false;
            gateway.run(2400 * MILLI + i * MILLI);
            gateway.tunnelCarries = true;
            gateway.run(5 * SECOND);
        }
        assertThat(gateway.falls()).isZero();
    }

    @Test
    void believesAnEngineThatSaysDownTwice() {
        healthy();
        gateway.engine = EngineReport.DOWN;
        assertThat(gateway.until(Verdict.Down.class)).isLessThan(210 * MILLI);
        assertThat(witness(gateway)).isEqualTo(Witness.ENGINE);
    }

    @Test
    void doesNotBelieveOneDownAlone() {
        healthy();
        gateway.health.engineReported(gateway.now, EngineReport.DOWN);
        gateway.health.engineReported(gateway.now, EngineReport.UNKNOWN);
        gateway.health.engineReported(gateway.now, EngineReport.UP);
        gateway.health.engineReported(gateway.now, EngineReport.DOWN);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Healthy.class);
        gateway.health.engineReported(gateway.now, EngineReport.DOWN);
        assertThat(gateway.health.verdict()).isEqualTo(new Verdict.Down(gateway.now, Witness.ENGINE));
    }

    @Test
    void forgetsAnOldDown() {
        healthy();
        gateway.engine = EngineReport.UNKNOWN;
        for (int i = 0; i < 5; i++) {
            gateway.health.engineReported(gateway.now, EngineReport.DOWN);
            gateway.run(4 * SECOND);
        }
        assertThat(gateway.falls()).isZero();
    }

    @Test
    void asksAgainAtOnceAfterARefusalAndFallsWithTheSecond() {
        healthy();
        gateway.refuses = true;
        gateway.health.pathRefused(gateway.now);
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Healthy.class);
        assertThat(gateway.until(Verdict.Down.class)).isLessThan(50 * MILLI);
        assertThat(witness(gateway)).isEqualTo(Witness.ENGINE);
    }

    @Test
    void hearsADeadGatewaysKernelThoughItRefusesSeldom() {
        for (int i = 0; i < 50; i++) {
            healthy();
            gateway.run(i * 21L * MILLI);
            gateway.killProcesses();
            assertThat(gateway.until(Verdict.Down.class)).isLessThan(150 * MILLI);
            assertThat(witness(gateway)).isEqualTo(Witness.ENGINE);
            gateway.revive();
        }
    }

    @Test
    void staysHealthyByItsTunnelWhenItsKernelRefusesHeartbeats() {
        healthy();
        gateway.agentLives = false;
        for (int i = 0; i < 60; i++) {
            gateway.health.podRefused(gateway.now);
            gateway.run(SECOND);
        }
        assertThat(gateway.falls()).isZero();
        gateway.agentLives = true;
        gateway.run(2 * SECOND);
        gateway.probesSent = 0;
        gateway.run(10 * SECOND);
        assertThat(gateway.probesSent).isBetween(9, 11);
    }

    @Test
    void aRefusalFollowedByAnAnswerIsForgotten() {
        healthy();
        for (int i = 0; i < 20; i++) {
            gateway.health.pathRefused(gateway.now);
            gateway.run(SECOND);
        }
        assertThat(gateway.falls()).isZero();
    }

    @Test
    void anAnswerToAProbeSentBeforeTheFallProvesNothing() {
        healthy();
        gateway.kill();
        gateway.until(Verdict.Down.class);
        for (int i = 0; i < 10; i++) {
            gateway.health.pathAnswered(gateway.now, 400 * MILLI);
        }
        assertThat(gateway.health.verdict()).isInstanceOf(Verdict.Down.class);
        assertThat(gateway.health.details(gateway.now)).contains("path silent");
    }

    @Test
    void doesNotBlameGatewaysForItsOwnPause() {
        healthy();
        gateway.stall(30 * SECOND);
        gateway.run(10 * SECOND);
        assertThat(gateway.falls()).isZero();
        gateway.kill();
        gateway.stall(SECOND);
        assertThat(gateway.until(Verdict.Down.class)).isLessThan(300 * MILLI);
    }

    @Test
    void doesNotBlameThePathForItsOwnPauseEither() {
        gateway.pathRtt = 100 * MILLI;
        healthy();
        for (int i = 0; i < 200; i++) {
            gateway.stall(400 * MILLI);
            gateway.run(330 * MILLI);
        }
        assertThat(gateway.health.smoothedRtt()).isBetween(99 * MILLI, 101 * MILLI);
    }

    @Test
    void aSlowTunnelGetsTheTimeItNeeds() {
        gateway.pathRtt = 800 * MILLI;
        gateway.run(600 * SECOND);
        assertThat(gateway.verdicts).hasSize(2);
    }

    @Test
    void atRestSendsTenHeartbeatsAndOneProbeASecond() {
        healthy();
        gateway.lateness = 0;
        gateway.heartbeatsSent = 0;
        gateway.probesSent = 0;
        gateway.run(100 * SECOND);
        assertThat(gateway.heartbeatsSent).isBetween(999, 1001);
        assertThat(gateway.probesSent).isBetween(99, 101);
    }

    @Test
    void sentencesNameTheWitness() {
        assertThat(new Verdict.Down(0, Witness.PROBE).sentence())
                .isEqualTo("down: the tunnel swallows packets: no probe comes back, though the gateway answers");
    }
}
