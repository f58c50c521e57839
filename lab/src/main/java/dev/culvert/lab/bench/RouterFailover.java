package dev.culvert.lab.bench;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.PacketTrain;
import dev.culvert.netlink.NetworkNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The longest gap in a train of packets through the VIP when the router that holds it is killed. */
final class RouterFailover {
    private static final String NAME = "router-failover";
    private static final String PEER = "keepalived with its defaults";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** keepalived's own timers: three adverts and a skew. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final LabSpec SPEC =
            LabSpec.defaults().withExits(2).withRouters(2).withClients(1).withRemotes(1);

    private RouterFailover() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) {
        int runs = options.runs(30, 4);
        Sample ours;
        try (Lab lab = Site.culvert(SPEC)) {
            ours = gaps(lab, runs, progress, () -> {
                Site.awaitHealthy(lab);
                Wait.pause(Duration.ofSeconds(2));
            });
        }
        Sample peer;
        try (Lab lab = Site.peer(SPEC, PlainRouter::keepalived)) {
            Wait.pause(SETTLED);
            peer = gaps(lab, runs, line -> progress.accept("peer, " + line), () -> Wait.pause(SETTLED));
        }
        return List.of(
                Row.of(NAME, "longest gap in a 1 ms packet train, p50", "s", ours.median())
                        .against(PEER, peer.median())
                        .noting("%d routers killed".formatted(runs)),
                Row.of(NAME, "longest gap in a 1 ms packet train, p99", "s", ours.percentile(99))
                        .against(PEER, peer.percentile(99))
                        .atMost(1));
    }

    private static Sample gaps(Lab lab, int runs, Consumer<String> progress, Runnable recovered) {
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            String holder = Site.holder(lab);
            try (NetworkNamespace client = lab.namespace(Site.CLIENT);
                    var train = PacketTrain.start(client, Site.remotes(lab).getFirst(), Duration.ofMillis(1))) {
                await(train, 300);
                lab.fail(holder, FailureMode.KILL);
                // What was on its way still comes.
                Wait.pause(Duration.ofMillis(50));
                await(train, 500);
                seconds.add(train.report().longestGap().toNanos() / 1e9);
            }
            progress.accept("%d of %d: %.3f s".formatted(run + 1, runs, seconds.getLast()));
            lab.heal(holder);
            recovered.run();
        }
        return Sample.of(seconds);
    }

    private static void await(PacketTrain train, long more) {
        long wanted = train.report().received() + more;
        Wait.until("the train arrives", PATIENCE, () -> train.report().received() >= wanted);
    }
}
