package dev.culvert.lab.demo;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.demo.Loss.Kind;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A gateway is killed, a tunnel swallows packets, the router that holds the VIP is killed; each comes back. */
final class Losses {
    /** A flow that has heard nothing for so long counts as ended; nothing more is to be seen after that. */
    private static final Duration ENDING = Traffic.SILENCE.plusSeconds(1);

    /** Longer than a new flow is given to be answered, and than TCP takes to make up for some lost packets. */
    private static final Duration AFTERMATH = Duration.ofMillis(1500);

    private static final int LATE_FLOWS = 40;

    private final Lab lab;
    private final Consumer<String> progress;
    private final Routers routers;

    Losses(Lab lab, Consumer<String> progress) {
        this.lab = lab;
        this.progress = progress;
        this.routers = new Routers(lab);
    }

    List<Loss> all() {
        List<Host> gateways = lab.topology().hosts(HostRole.GATEWAY);
        String holder = holder();
        // Where a gateway holds the VIP, it is the one that fails as a router.
        List<Host> exits = new ArrayList<>(gateways);
        exits.sort(Comparator.comparing(gateway -> gateway.name().equals(holder)));
        Host first = exits.getFirst();
        Host second = exits.get(1);
        List<Loss> losses = new ArrayList<>();
        losses.add(exit(Kind.GATEWAY_KILLED, first, FailureMode.KILL, false, List.of()));
        List<Flows> late = new ArrayList<>();
        losses.add(exit(Kind.TUNNEL_SWALLOWS, second, FailureMode.BLACKHOLE, true, late));
        try {
            losses.add(router(late.getFirst()));
        } finally {
            late.forEach(Flows::close);
        }
        return losses;
    }

    /**
     * @param late takes flows that are opened while the exit is away, if it can
     */
    private Loss exit(Kind kind, Host gateway, FailureMode how, boolean transferOnIt, List<Flows> late) {
        String exit = exitOf(gateway);
        progress.accept("%d. open flows, a long transfer, new connections".formatted(kind.step()));
        try (Traffic traffic = new Traffic(lab, address -> address.equals(exit) == transferOnIt)) {
            List<FlowReport> before = traffic.flows.report();
            progress.accept("   " + kind.of(gateway.name()));
            Instant at = fail(gateway.name(), how);
            boolean ended = Wait.until(
                    ENDING,
                    () -> haveLeft(Set.of(exit), before, traffic.flows.report())
                            && !(transferOnIt && traffic.transfer.lives()));
            Wait.until(ENDING, () -> routers.haveLost(gateway.name()));
            Wait.pause(AFTERMATH);
            List<FlowReport> after = traffic.flows.report();
            FlowFigures figures = FlowFigures.of(before, after, Set.of(exit), at);
            NewFlows newFlows = NewFlows.of(traffic.connects.attempts(), at);
            Transfer transfer = traffic.transfer.since(at, transferOnIt);
            double gap = traffic.packets.report().longestGap().toNanos() / 1e9;
            progress.accept("   %d of %d flows on it %s, %s others; new flows fail for %.2f s"
                    .formatted(
                            figures.endedOnExit(),
                            figures.onExit(),
                            ended ? "ended" : "ended (and that is not all)",
                            FlowFigures.sum(figures.othersEnded()),
                            newFlows.lastFailure()));
            if (transferOnIt) {
                late.add(Traffic.flows(lab, Traffic.client(lab, 2), LATE_FLOWS, 0));
            }
            Instant healed = Instant.now();
            lab.heal(gateway.name());
            double back = back(traffic, exit, healed);
            Wait.until(Wait.RETURN, routers::serve);
            Wait.pause(AFTERMATH);
            Map<String, Integer> endedByReturn = FlowFigures.ended(after, traffic.flows.report());
            progress.accept("   it comes back, %s; %d flows end"
                    .formatted(Promises.back(back), FlowFigures.sum(endedByReturn)));
            return new Loss(kind, gateway.name(), figures, newFlows, transfer, gap, back, endedByReturn, 0, 0);
        }
    }

    private double back(Traffic traffic, String exit, Instant healed) {
        boolean back = Wait.until(
                Wait.RETURN,
                () -> traffic.connects.attempts().reversed().stream()
                        .takeWhile(attempt -> attempt.started().isAfter(healed))
                        .anyMatch(attempt -> attempt.exit().filter(exit::equals).isPresent()));
        return back ? FlowFigures.seconds(healed, Instant.now()) : Double.POSITIVE_INFINITY;
    }

    /** Makes a host fail; returns when it died, as its parent was told, or for what does not die when it was asked for. */
    private Instant fail(String host, FailureMode how) {
        List<CompletableFuture<Instant>> deaths = lab.status().hosts().stream()
                .filter(status -> status.name().equals(host))
                .flatMap(status -> status.programs().values().stream())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .map(program -> program.onExit().thenApply(dead -> Instant.now()))
                .toList();
        Instant asked = Instant.now();
        lab.fail(host, how);
        return how == FailureMode.KILL
                ? deaths.stream()
                        .map(CompletableFuture::join)
                        .min(Instant::compareTo)
                        .orElse(asked)
                : asked;
    }

    private String holder() {
        return routers.holder().orElseThrow(() -> new LabException("no router holds a VIP"));
    }

    /** A router that is a gateway too takes its exit along. */
    private Set<String> lostWith(Host router) {
        return router.role() == HostRole.GATEWAY ? Set.of(exitOf(router)) : Set.of();
    }

    private String exitOf(Host gateway) {
        return lab.topology().host("exit-" + gateway.index()).v4().orElseThrow();
    }

    /** Whether each flow that went through these exits has ended, or goes on through another. */
    private static boolean haveLeft(Set<String> exits, List<FlowReport> before, List<FlowReport> now) {
        for (int i = 0; i < before.size(); i++) {
            boolean wasOnIt = before.get(i).unharmed()
                    && exits.contains(before.get(i).exit().orElseThrow());
            if (wasOnIt && now.get(i).ended().isEmpty() && now.get(i).exits().size() == 1) {
                return false;
            }
        }
        return true;
    }

    private Loss router(Flows late) {
        String holder = holder();
        Set<String> exits = lostWith(lab.topology().host(holder));
        progress.accept("4. open flows, a long transfer, new connections, a packet each 10 ms");
        try (Traffic traffic = new Traffic(lab, address -> !exits.contains(address))) {
            List<FlowReport> before = traffic.flows.report();
            List<FlowReport> lateBefore = late.report();
            progress.accept("   " + Kind.ROUTER_KILLED.of(holder));
            Instant at = fail(holder, FailureMode.KILL);
            Wait.until(
                    ENDING,
                    () -> routers.holder().filter(now -> !now.equals(holder)).isPresent()
                            && haveLeft(exits, before, traffic.flows.report()));
            Wait.pause(AFTERMATH.multipliedBy(2));
            List<FlowReport> after = traffic.flows.report();
            FlowFigures figures = FlowFigures.of(before, after, exits, at);
            NewFlows newFlows = NewFlows.of(traffic.connects.attempts(), at);
            Transfer transfer = traffic.transfer.since(at, false);
            double gap = traffic.packets.report().longestGap().toNanos() / 1e9;
            progress.accept("   %d of %d flows end; the longest gap between packets is %.2f s"
                    .formatted(FlowFigures.sum(figures.othersEnded()), figures.opened(), gap));
            int lateEnded = FlowFigures.sum(FlowFigures.ended(lateBefore, late.report()));
            lab.heal(holder);
            Wait.until(Wait.RETURN, routers::serve);
            Wait.pause(AFTERMATH);
            Map<String, Integer> endedByReturn = FlowFigures.ended(after, traffic.flows.report());
            progress.accept("   it comes back; %d flows end".formatted(FlowFigures.sum(endedByReturn)));
            int lateOpen =
                    (int) lateBefore.stream().filter(FlowReport::unharmed).count();
            return new Loss(
                    Kind.ROUTER_KILLED,
                    holder,
                    figures,
                    newFlows,
                    transfer,
                    gap,
                    0,
                    endedByReturn,
                    lateOpen,
                    lateEnded);
        }
    }
}
