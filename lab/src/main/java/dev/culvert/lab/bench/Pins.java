package dev.culvert.lab.bench;

import dev.culvert.dataplane.FlowTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What pinned flows cost a router: memory, packets a second, and the time to change the buckets, to read and to forget. */
final class Pins {
    private static final String NAME = "pins";
    private static final int GATEWAYS = 64;
    private static final int LOST = 2;

    /** UDP and TCP have a map each; a little room stays below a map's size. */
    private static final List<Integer> COUNTS = List.of(1, 10_000, 100_000, 1_000_000);

    private Pins() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        List<Row> rows = new ArrayList<>();
        double first = 0;
        for (int count : options.quick() ? COUNTS.subList(0, 3) : COUNTS) {
            progress.accept("%,d pins".formatted(count));
            double packets = one(count, options, rows);
            first = first == 0 ? packets : first;
            rows.add(Row.of(NAME, "packets a second over %,d pinned flows".formatted(count), "kpackets/s", packets)
                    .against("one pinned flow", first)
                    .noting("each packet of another flow than the last: %s ns a packet more; median of %d"
                            .formatted(Row.number(1e6 / packets - 1e6 / first), runs(options))));
        }
        return rows;
    }

    private static int runs(BenchOptions options) {
        return options.runs(5, 3);
    }

    private static double one(int count, BenchOptions options, List<Row> rows) throws Exception {
        try (Bed bed = Bed.of("ours", GATEWAYS).culvert().deaf();
                Blast blast = new Blast(bed, count)) {
            long before = slab();
            blast.once();
            long slab = slab() - before;
            double packets = packetsPerSecond(blast, options) / 1e3;
            if (count < 10_000) {
                return packets;
            }
            Bed.within(bed.router(), () -> {
                try (var flows = new FlowTable()) {
                    return costs(bed, flows, count, slab, options, rows);
                }
            });
            return packets;
        }
    }

    private static boolean costs(Bed bed, FlowTable flows, int count, long slab, BenchOptions options, List<Row> rows)
            throws Exception {
        String with = " with %,d pins".formatted(count);
        long[] found = new long[1];
        double dump = millis(() -> {
            flows.pins((flow, gateway) -> found[0]++);
            return found;
        });
        rows.add(Row.of(NAME, "kernel memory (slab)" + with, "MB", slab / 1e6)
                .noting("%,d found; %,d bytes a pin".formatted(found[0], slab / Math.max(1, found[0]))));
        List<Double> replaced = new ArrayList<>();
        for (int run = 0; run < runs(options); run++) {
            replaced.add(millis(() -> bed.steer(id -> id != LOST, Set.of())));
            replaced.add(millis(() -> bed.steer(id -> true, Set.of())));
        }
        rows.add(Row.of(
                        NAME,
                        "one of 64 gateways out or in" + with,
                        "ms",
                        Sample.of(replaced).median())
                .noting("median of %d, p99 %s ms"
                        .formatted(
                                replaced.size(), Row.number(Sample.of(replaced).percentile(99)))));
        List<Double> whole = new ArrayList<>();
        for (int run = 0; run < runs(options); run++) {
            whole.add(millis(() -> bed.steer(id -> false, Set.of())));
            whole.add(millis(() -> bed.steer(id -> true, Set.of())));
        }
        rows.add(Row.of(
                        NAME,
                        "all buckets of 64 gateways emptied or filled" + with,
                        "ms",
                        Sample.of(whole).median())
                .noting("median of %d, p99 %s ms"
                        .formatted(whole.size(), Row.number(Sample.of(whole).percentile(99)))));
        rows.add(Row.of(NAME, "all pins read" + with, "ms", dump));
        int[] forgotten = new int[1];
        double forget = millis(() -> forgotten[0] = flows.forget(id -> id == LOST));
        rows.add(Row.of(NAME, "a gateway's pins found and forgotten" + with, "ms", forget)
                .noting("%,d of them".formatted(forgotten[0])));
        return true;
    }

    private static double packetsPerSecond(Blast blast, BenchOptions options) throws IOException {
        int packets = options.quick() ? 100_000 : 400_000;
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < runs(options); run++) {
            rates.add(blast.arriving(packets));
        }
        return Sample.of(rates).median();
    }

    private static double millis(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        var _ = work.call();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Bytes of the kernel's slab, of the whole machine. */
    private static long slab() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("SUnreclaim:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/meminfo tells nothing of SUnreclaim");
    }
}
