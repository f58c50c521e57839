package dev.culvert.lab.demo;

import dev.culvert.lab.capture.CaptureReport;
import dev.culvert.lab.demo.Finding.Judgement;
import dev.culvert.lab.demo.Loss.Kind;
import dev.culvert.lab.flow.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is promised, and whether the figures keep it. */
final class Promises {
    /** A flow that waits longer than this has noticed, in seconds; one lost packet costs TCP 0.2 s at least. */
    static final double NOTICED = 0.5;

    private final List<Finding> findings = new ArrayList<>();
    private String step = "";

    private Promises() {}

    /** The figures, in order, each beside its promise. */
    static List<Finding> judge(Requests requests, List<Loss> losses, Darkness darkness, Leaks leaks) {
        Promises promises = new Promises();
        promises.requests(requests);
        losses.forEach(promises::loss);
        promises.darkness(darkness);
        promises.leaks(leaks);
        return List.copyOf(promises.findings);
    }

    private void requests(Requests requests) {
        begin(1, "%d requests of %s".formatted(requests.asked(), requests.client()));
        shown("by exit", byExit(requests));
        judged("failed", Integer.toString(requests.failed()), "0", requests.failed() == 0);
    }

    private void loss(Loss loss) {
        begin(loss.kind().step(), loss.kind().of(loss.host()));
        FlowFigures flows = loss.flows();
        judged(
                "flows that could be opened before",
                "%d of %d".formatted(flows.opened(), flows.opened() + flows.unopened()),
                "all",
                flows.unopened() == 0);
        boolean router = loss.kind() == Kind.ROUTER_KILLED;
        if (!router || flows.onExit() > 0) {
            lost(flows, router);
        }
        others(flows, router);
        if (router) {
            router(loss);
        }
        transfer(loss.transfer());
        NewFlows newFlows = loss.newFlows();
        judged(
                "new flows",
                "%d of %d failed, the last begun %s after"
                        .formatted(newFlows.failed(), newFlows.tried(), time(newFlows.lastFailure())),
                "work after " + time(loss.kind().limit()),
                newFlows.tried() > 0 && newFlows.lastFailure() <= loss.kind().limit());
        String back = router ? "" : ", " + back(loss.back());
        judged(
                "it comes back",
                "%s flows ended%s".formatted(ended(loss.endedByReturn()), back),
                "0 flows ended",
                loss.endedByReturn().isEmpty() && Double.isFinite(loss.back()));
    }

    /** After how many seconds it takes new flows; infinite says that it took none while that was waited for. */
    static String back(double seconds) {
        return Double.isFinite(seconds)
                ? "takes new flows after " + time(seconds)
                : "takes no new flow within " + Wait.RETURN.toSeconds() + " s";
    }

    /** Where the router dies with the gateway, nobody is left who knows which UDP flows were its own: today's table leads them on. */
    private void lost(FlowFigures flows, boolean withItsRouter) {
        int reset = flows.how().getOrDefault(Fate.RESET, 0);
        int moved = withItsRouter ? flows.movedOnExit() : 0;
        judged(
                "flows on its exit",
                "%d of %d ended%s%s"
                        .formatted(
                                flows.endedOnExit(),
                                flows.onExit(),
                                how(flows),
                                moved == 0 ? "" : ", %d over UDP go on by others".formatted(moved)),
                withItsRouter ? "all, by reset or, over UDP, by another exit" : "all, by reset",
                flows.onExit() > 0 && reset + moved == flows.onExit());
        if (!flows.endedAfter().isEmpty()) {
            shown(
                    "first and last end",
                    "%s, %s after"
                            .formatted(
                                    time(flows.endedAfter().getFirst()),
                                    time(flows.endedAfter().getLast())));
        }
    }

    private void others(FlowFigures flows, boolean router) {
        int others = flows.opened() - flows.onExit();
        judged(
                router ? "flows" : "flows on other exits",
                "%s of %d ended, %d changed exit".formatted(ended(flows.othersEnded()), others, flows.othersMoved()),
                "0, 0",
                others > 0 && flows.othersEnded().isEmpty() && flows.othersMoved() == 0);
        if (router) {
            shown("their longest pause", time(flows.othersLongestPause()));
        } else {
            judged(
                    "their longest pause",
                    time(flows.othersLongestPause()),
                    time(NOTICED),
                    flows.othersLongestPause() <= NOTICED);
        }
    }

    private void router(Loss loss) {
        shown(
                "flows opened while an exit was away",
                "%d of %d ended".formatted(loss.pinnedElsewhereEnded(), loss.pinnedElsewhere()));
        judged(
                "longest gap of a packet train",
                time(loss.longestPacketGap()),
                time(loss.kind().limit()),
                loss.longestPacketGap() <= loss.kind().limit());
    }

    private void transfer(Transfer transfer) {
        String fate = transfer.fate() == Fate.ALIVE
                ? "goes on, longest pause " + time(transfer.longestPause())
                : "%s %s after".formatted(word(transfer.fate()), time(transfer.endedAfter()));
        judged(
                "a long transfer through " + (transfer.onExit() ? "it" : "another exit"),
                fate,
                transfer.onExit() ? "reset" : "goes on",
                transfer.asPromised());
    }

    private void darkness(Darkness darkness) {
        begin(5, darkness.what());
        int tried = darkness.tries().stream().mapToInt(Tries::tried).sum();
        int succeeded = darkness.tries().stream().mapToInt(Tries::succeeded).sum();
        judged(
                "tries of clients' programs in %s".formatted(time(darkness.seconds())),
                "%d, %d answered".formatted(tried, succeeded),
                "0 answered",
                tried > 0 && succeeded == 0);
        judged(
                "programs killed and started anew",
                "%d of %d".formatted(darkness.killed(), darkness.programs()),
                "all",
                darkness.programs() > 0 && darkness.killed() == darkness.programs());
        judged("packets that left meanwhile", Long.toString(darkness.leaked()), "0", darkness.leaked() == 0);
        int failed = darkness.after().stream().mapToInt(Requests::failed).sum();
        judged(
                "they come back",
                "every client %s; then %d requests failed".formatted(back(darkness.worksAfter()), failed),
                "0 failed",
                failed == 0 && !darkness.after().isEmpty() && Double.isFinite(darkness.worksAfter()));
    }

    private void leaks(Leaks leaks) {
        begin(6, "the capture, first to last");
        CaptureReport capture = leaks.capture();
        judged(
                "left outside a tunnel",
                "%d packets (IPv4 %d, IPv6 %d, DNS %d)"
                        .formatted(capture.leaked(), capture.ipv4(), capture.ipv6(), capture.dns()),
                "0",
                capture.leaked() == 0);
        judged(
                "of a pod that is no client",
                "%d packets seen of %d".formatted(leaks.ofPodSeen(), leaks.ofPod()),
                "all",
                leaks.ofPod() > 0 && leaks.ofPodSeen() >= leaks.ofPod());
        judged("missed by the capture", Long.toString(capture.droppedByKernel()), "0", capture.droppedByKernel() == 0);
        shown("inside tunnels", capture.tunnelled() + " packets");
        leaks.tries()
                .forEach(tries -> shown(
                        "tried: " + tries.program(), "%d, %d answered".formatted(tries.tried(), tries.succeeded())));
    }

    private void begin(int number, String what) {
        step = number + ". " + what;
    }

    private void judged(String what, String measured, String promised, boolean held) {
        findings.add(new Finding(step, what, measured, promised, held ? Judgement.HELD : Judgement.BROKEN));
    }

    private void shown(String what, String measured) {
        findings.add(new Finding(step, what, measured, "", Judgement.SHOWN));
    }

    private static String byExit(Requests requests) {
        return requests.byExit().entrySet().stream()
                .map(exit -> exit.getKey() + " " + exit.getValue() + "×")
                .collect(Collectors.joining(", "));
    }

    /** Where it is not none, also of which exits. */
    private static String ended(Map<String, Integer> byExit) {
        return byExit.isEmpty() ? "0" : FlowFigures.sum(byExit) + " " + byExit;
    }

    private static String how(FlowFigures flows) {
        return flows.how().entrySet().stream()
                .map(fate -> "%d %s".formatted(fate.getValue(), word(fate.getKey())))
                .collect(Collectors.joining(", ", flows.how().isEmpty() ? "" : ": ", ""));
    }

    private static String word(Fate fate) {
        return fate.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String time(double seconds) {
        return "%.2f s".formatted(seconds);
    }
}
