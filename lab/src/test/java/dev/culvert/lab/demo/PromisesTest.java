package dev.culvert.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.capture.CaptureReport;
import dev.culvert.lab.demo.Finding.Judgement;
import dev.culvert.lab.demo.Loss.Kind;
import dev.culvert.lab.flow.Fate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PromisesTest {
    private static final Map<String, Integer> NONE = Map.of();
    private static final Requests REQUESTS = new Requests("client-1", 40, Map.of("203.0.113.1", 18, "203.0.113.2", 22));
    private static final FlowFigures FLOWS =
            new FlowFigures(200, 0, 50, 50, 0, Map.of(Fate.RESET, 50), List.of(0.2, 0.4), NONE, 0, 0.09);
    private static final FlowFigures NO_FLOW_LOST = new FlowFigures(200, 0, 0, 0, 0, Map.of(), List.of(), NONE, 0, 0.6);
    private static final Transfer GOES_ON = new Transfer(false, Fate.ALIVE, 0, 0.1, 5);
    private static final Transfer RESET = new Transfer(true, Fate.RESET, 2, 0.1, 5);
    private static final Loss KILLED = killed(FLOWS, new NewFlows(300, 5, 0.25), GOES_ON, NONE);
    private static final Loss SWALLOWS =
            new Loss(Kind.TUNNEL_SWALLOWS, "gateway-2", FLOWS, new NewFlows(300, 50, 2.6), RESET, 0, 2, NONE, 0, 0);
    private static final Loss NEVER_BACK = new Loss(
            Kind.TUNNEL_SWALLOWS,
            "gateway-2",
            FLOWS,
            new NewFlows(300, 50, 2.6),
            RESET,
            0,
            Double.POSITIVE_INFINITY,
            NONE,
            0,
            0);
    private static final Darkness DARKNESS = darkness(new Tries("curl", 20, 0), 8, 0);
    private static final Leaks LEAKS = leaks(0, 0, 11);

    @Test
    void everyPromiseHolds() {
        DemoReport report = report(REQUESTS, List.of(KILLED, SWALLOWS, router(0.3)), DARKNESS, LEAKS);

        assertThat(broken(report)).isEmpty();
        assertThat(report.held()).isTrue();
    }

    /** Only with the router that knew them, and only over UDP. */
    @Test
    void flowsOfAGatewayThatHeldTheVipMayGoOnByOthers() {
        FlowFigures moved = new FlowFigures(200, 0, 50, 42, 8, Map.of(Fate.RESET, 42), List.of(0.2), NONE, 0, 0.09);
        Loss withRouter = new Loss(
                Kind.ROUTER_KILLED, "gateway-2", moved, new NewFlows(300, 9, 0.3), GOES_ON, 0.3, 0, NONE, 40, 9);

        assertThat(broken(with(withRouter))).isEmpty();
        assertThat(broken(with(killed(moved, new NewFlows(300, 5, 0.25), GOES_ON, NONE))))
                .containsExactly("flows on its exit");
    }

    static Stream<Arguments> breaches() {
        FlowFigures hang = new FlowFigures(
                200, 0, 50, 50, 0, Map.of(Fate.RESET, 49, Fate.TIMED_OUT, 1), List.of(0.2, 5.0), NONE, 0, 0.09);
        FlowFigures foreign = new FlowFigures(
                200, 0, 50, 50, 0, Map.of(Fate.RESET, 50), List.of(0.2), Map.of("203.0.113.2", 1), 0, 0.09);
        FlowFigures moved = new FlowFigures(200, 0, 50, 50, 0, Map.of(Fate.RESET, 50), List.of(0.2), NONE, 1, 0.09);
        FlowFigures paused = new FlowFigures(200, 0, 50, 50, 0, Map.of(Fate.RESET, 50), List.of(0.2), NONE, 0, 0.51);
        FlowFigures unopened = new FlowFigures(199, 1, 50, 50, 0, Map.of(Fate.RESET, 50), List.of(0.2), NONE, 0, 0.09);
        NewFlows fast = new NewFlows(300, 5, 0.25);
        Transfer cut = new Transfer(false, Fate.RESET, 1, 0.1, 5);
        Transfer hangs = new Transfer(true, Fate.ALIVE, 0, 9, 5);
        return Stream.of(
                Arguments.of("failed", with(new Requests("client-1", 40, Map.of("203.0.113.1", 39)))),
                Arguments.of("flows on its exit", with(killed(hang, fast, GOES_ON, NONE))),
                Arguments.of("flows on other exits", with(killed(foreign, fast, GOES_ON, NONE))),
                Arguments.of("flows on other exits", with(killed(moved, fast, GOES_ON, NONE))),
                Arguments.of("their longest pause", with(killed(paused, fast, GOES_ON, NONE))),
                Arguments.of("flows that could be opened before", with(killed(unopened, fast, GOES_ON, NONE))),
                Arguments.of("new flows", with(killed(FLOWS, new NewFlows(300, 9, 0.31), GOES_ON, NONE))),
                Arguments.of("new flows", with(killed(FLOWS, new NewFlows(0, 0, 0), GOES_ON, NONE))),
                Arguments.of("a long transfer through another exit", with(killed(FLOWS, fast, cut, NONE))),
                Arguments.of("a long transfer through it", with(killed(FLOWS, fast, hangs, NONE))),
                Arguments.of("it comes back", with(killed(FLOWS, fast, GOES_ON, Map.of("203.0.113.3", 2)))),
                Arguments.of("it comes back", with(NEVER_BACK)),
                Arguments.of("longest gap of a packet train", with(router(1.01))),
                Arguments.of("tries of clients' programs in 5.00 s", with(darkness(new Tries("curl", 20, 1), 8, 0))),
                Arguments.of("tries of clients' programs in 5.00 s", with(darkness(new Tries("curl", 0, 0), 8, 0))),
                Arguments.of("programs killed and started anew", with(darkness(new Tries("curl", 20, 0), 7, 0))),
                Arguments.of("packets that left meanwhile", with(darkness(new Tries("curl", 20, 0), 8, 1))),
                Arguments.of("left outside a tunnel", with(leaks(1, 0, 11))),
                Arguments.of("missed by the capture", with(leaks(0, 1, 11))),
                Arguments.of("of a pod that is no client", with(leaks(0, 0, 10))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void oneBreachIsEnough(String what, DemoReport report) {
        assertThat(broken(report)).containsExactly(what);
        assertThat(report.held()).isFalse();
    }

    @Test
    void readsBackFromItsJson() throws Exception {
        DemoReport report = report(REQUESTS, List.of(KILLED, NEVER_BACK, router(0.3)), DARKNESS, LEAKS);
        JsonMapper json = new JsonMapper();

        assertThat(json.readValue(json.writeValueAsString(report), DemoReport.class))
                .isEqualTo(report);
    }

    private static List<String> broken(DemoReport report) {
        return report.findings().stream()
                .filter(finding -> finding.judgement() == Judgement.BROKEN)
                .map(Finding::what)
                .toList();
    }

    private static Loss killed(FlowFigures flows, NewFlows newFlows, Transfer transfer, Map<String, Integer> back) {
        return new Loss(Kind.GATEWAY_KILLED, "gateway-1", flows, newFlows, transfer, 0, 2, back, 0, 0);
    }

    private static Loss router(double gap) {
        return new Loss(
                Kind.ROUTER_KILLED, "router-1", NO_FLOW_LOST, new NewFlows(300, 9, 0.3), GOES_ON, gap, 0, NONE, 40, 9);
    }

    private static Darkness darkness(Tries tries, int killed, long leaked) {
        return new Darkness("every gateway is killed", 5, List.of(tries), 8, killed, leaked, 2, List.of(REQUESTS));
    }

    private static Leaks leaks(long leaked, long missed, long seen) {
        return new Leaks(
                new CaptureReport(leaked, leaked, 0, 0, 100, 5000, missed, List.of()),
                List.of(new Tries("ping over IPv6", 9, 0)),
                11,
                seen);
    }

    private static DemoReport with(Requests requests) {
        return report(requests, List.of(KILLED), DARKNESS, LEAKS);
    }

    private static DemoReport with(Loss loss) {
        return report(REQUESTS, List.of(loss), DARKNESS, LEAKS);
    }

    private static DemoReport with(Darkness darkness) {
        return report(REQUESTS, List.of(KILLED), darkness, LEAKS);
    }

    private static DemoReport with(Leaks leaks) {
        return report(REQUESTS, List.of(KILLED), DARKNESS, leaks);
    }

    private static DemoReport report(Requests requests, List<Loss> losses, Darkness darkness, Leaks leaks) {
        return DemoReport.of(LabSpec.defaults(), 42, requests, losses, darkness, leaks);
    }
}
