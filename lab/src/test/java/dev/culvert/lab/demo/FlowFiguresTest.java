package dev.culvert.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.flow.ConnectTrain.Attempt;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowFiguresTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LOST = "203.0.113.1";
    private static final String OTHER = "203.0.113.2";

    @Test
    void flowsOfTheLostExitAreToldFromOthers() {
        List<FlowReport> before = List.of(alive(LOST), alive(LOST), alive(LOST), alive(OTHER), alive(OTHER));
        List<FlowReport> after = List.of(
                ended(LOST, Fate.RESET, 400),
                ended(LOST, Fate.TIMED_OUT, 250),
                alive(LOST),
                ended(OTHER, Fate.RESET, 10),
                alive(OTHER));

        assertThat(FlowFigures.of(before, after, Set.of(LOST), AT))
                .isEqualTo(new FlowFigures(
                        5,
                        0,
                        3,
                        2,
                        0,
                        Map.of(Fate.RESET, 1, Fate.TIMED_OUT, 1),
                        List.of(0.25, 0.4),
                        Map.of(OTHER, 1),
                        0,
                        0.1));
    }

    @Test
    void aFlowThatChangedItsExitIsNoUnharmedOne() {
        FlowReport moved = report(Set.of(OTHER, "203.0.113.3"), Fate.ALIVE, Optional.empty(), 100);

        FlowFigures figures = FlowFigures.of(List.of(alive(OTHER)), List.of(moved), Set.of(LOST), AT);

        assertThat(figures.othersMoved()).isOne();
        assertThat(figures.othersEnded()).isEmpty();
    }

    @Test
    void aUdpFlowOfTheLostExitMayLiveByAnother() {
        FlowReport before = udp(Set.of(LOST));
        FlowReport silent = udp(Set.of(LOST));
        FlowReport moved = udp(Set.of(LOST, OTHER));

        FlowFigures figures = FlowFigures.of(List.of(before, before), List.of(silent, moved), Set.of(LOST), AT);

        assertThat(figures.movedOnExit()).isOne();
        assertThat(figures.endedOnExit()).isZero();
    }

    @Test
    void aFlowThatNeverOpenedIsNotCountedAsLost() {
        FlowReport unopened = report(Set.of(), Fate.OPENING, Optional.empty(), 0);

        FlowFigures figures = FlowFigures.of(List.of(unopened), List.of(unopened), Set.of(LOST), AT);

        assertThat(figures.opened()).isZero();
        assertThat(figures.unopened()).isOne();
        assertThat(figures.onExit()).isZero();
    }

    @Test
    void onlyFlowsThatLivedBeforeCanEndByAReturn() {
        FlowReport over = ended(LOST, Fate.RESET, 300);

        assertThat(FlowFigures.ended(
                        List.of(over, alive(OTHER), alive(OTHER)),
                        List.of(over, ended(OTHER, Fate.RESET, 5), alive(OTHER))))
                .isEqualTo(Map.of(OTHER, 1));
    }

    @Test
    void newFlowsCountFromTheFailureOn() {
        List<Attempt> attempts = List.of(
                new Attempt(AT.minusMillis(10), Optional.empty()),
                new Attempt(AT, Optional.empty()),
                new Attempt(AT.plusMillis(120), Optional.empty()),
                new Attempt(AT.plusMillis(130), Optional.of(OTHER)));

        assertThat(NewFlows.of(attempts, AT)).isEqualTo(new NewFlows(3, 2, 0.12));
        assertThat(NewFlows.of(attempts, AT.plusMillis(125))).isEqualTo(new NewFlows(1, 0, 0));
    }

    @Test
    void whatIsNoAnswerIsAFailedRequest() {
        Requests requests = Requests.of(
                "client-1",
                4,
                List.of("{\"ip\": \"203.0.113.1\", \"port\": 1}", "", "{\"ip\": \"203.0.113.1\", \"port\": 2}"));

        assertThat(requests.byExit()).isEqualTo(Map.of("203.0.113.1", 2));
        assertThat(requests.failed()).isEqualTo(2);
    }

    static FlowReport alive(String exit) {
        return report(Set.of(exit), Fate.ALIVE, Optional.empty(), 100);
    }

    private static FlowReport ended(String exit, Fate how, long millis) {
        return report(Set.of(exit), how, Optional.of(AT.plusMillis(millis)), 5000);
    }

    private static FlowReport udp(Set<String> exits) {
        return new FlowReport("udp", exits, Fate.ALIVE, Optional.empty(), Duration.ofMillis(100), 0);
    }

    private static FlowReport report(Set<String> exits, Fate fate, Optional<Instant> ended, long gapMillis) {
        return new FlowReport("tcp", exits, fate, ended, Duration.ofMillis(gapMillis), 0);
    }
}
