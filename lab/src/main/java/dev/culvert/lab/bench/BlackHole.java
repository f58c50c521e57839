package dev.culvert.lab.bench;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** For how long new flows still go into a tunnel that swallows packets while its engine says that it is well. */
final class BlackHole {
    private static final String NAME = "black-hole";
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int EXITS = 4;

    private BlackHole() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) {
        int runs = options.runs(30, 4);
        List<Double> seconds = new ArrayList<>();
        try (Lab lab = Site.culvert(DeadGateway.SPEC);
                NewFlows flows = Site.newFlows(lab)) {
            for (int run = 0; run < runs; run++) {
                String exit = "exit-" + (run % EXITS + 1);
                long since = System.nanoTime();
                lab.fail(exit, FailureMode.BLACKHOLE);
                flows.settle(WINDOW);
                seconds.add(LossPeriod.of(flows.lost(), since)
                                .map(Duration::toNanos)
                                .orElse(0L)
                        / 1e9);
                progress.accept("%d of %d: %.3f s".formatted(run + 1, runs, seconds.getLast()));
                lab.heal(exit);
                Site.awaitHealthy(lab);
                flows.awaitAnswers(300);
            }
        }
        Sample sample = Sample.of(seconds);
        String peer = "gluetun's own health from 3.41: up to 3 min; 7 s before (documented, not measured)";
        return List.of(
                Row.of(NAME, "a tunnel that swallows takes no new flow after, p50", "s", sample.median())
                        .documented(peer)
                        .noting("%d failures; a new flow every 1 ms, from the first lost to the last".formatted(runs)),
                Row.of(NAME, "a tunnel that swallows takes no new flow after, p99", "s", sample.percentile(99))
                        .documented(peer)
                        .atMost(3));
    }
}
