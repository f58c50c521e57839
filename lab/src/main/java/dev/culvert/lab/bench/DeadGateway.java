package dev.culvert.lab.bench;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** For how long new flows still go to a gateway whose processes were killed. */
final class DeadGateway {
    private static final String NAME = "dead-gateway";
    private static final String PEER = "health poll of 1 s, timeout 750 ms, and a multipath route";
    private static final int GATEWAYS = 4;
    private static final long SEED = 7;
    static final LabSpec SPEC =
            LabSpec.defaults().withExits(GATEWAYS).withRouters(1).withClients(1).withRemotes(3);

    private DeadGateway() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) {
        int runs = options.runs(30, 5);
        Sample ours;
        try (Lab lab = Site.culvert(SPEC);
                NewFlows flows = Site.newFlows(lab)) {
            ours = times(lab, flows, runs, Duration.ofSeconds(2), progress, () -> Site.awaitHealthy(lab));
        }
        Sample peer;
        try (Lab lab = Site.peer(SPEC, PlainRouter::alone);
                var _ = new PlainRouter.HealthPoll(lab);
                NewFlows flows = Site.newFlows(lab)) {
            peer = times(lab, flows, runs, Duration.ofSeconds(4), line -> progress.accept("peer, " + line), () -> {
                Wait.until("gateways are ready", Duration.ofSeconds(60), () -> Site.gatewaysReady(lab));
                Wait.pause(Duration.ofSeconds(2));
            });
        }
        String detail = "%d kills; a new flow every 1 ms, from the first lost to the last".formatted(runs);
        return List.of(
                Row.of(NAME, "a killed gateway takes no new flow after, p50", "s", ours.median())
                        .against(PEER, peer.median())
                        .noting(detail),
                Row.of(NAME, "a killed gateway takes no new flow after, p99", "s", ours.percentile(99))
                        .against(PEER, peer.percentile(99))
                        .atMost(0.3));
    }

    private static Sample times(
            Lab lab, NewFlows flows, int runs, Duration window, Consumer<String> progress, Runnable recovered) {
        List<Double> seconds = new ArrayList<>();
        var random = new Random(SEED);
        for (int run = 0; run < runs; run++) {
            // A poll's figure depends on when in its period the gateway dies.
            Wait.pause(Duration.ofMillis(random.nextInt(1000)));
            String gateway = "gateway-" + (run % GATEWAYS + 1);
            long since = System.nanoTime();
            lab.fail(gateway, FailureMode.KILL);
            flows.settle(window);
            seconds.add(
                    LossPeriod.of(flows.lost(), since).map(Duration::toNanos).orElse(0L) / 1e9);
            progress.accept("%d of %d: %.3f s".formatted(run + 1, runs, seconds.getLast()));
            lab.heal(gateway);
            recovered.run();
            flows.awaitAnswers(300);
        }
        return Sample.of(seconds);
    }
}
