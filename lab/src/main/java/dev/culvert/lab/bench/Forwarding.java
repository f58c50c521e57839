package dev.culvert.lab.bench;

import dev.culvert.lab.LabException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a packet costs in a router, without any tunnel: ours beside the kernel's own multipath route in a topology of its own
 * of the same kind, in turns.
 */
final class Forwarding {
    private static final String NAME = "forwarding";
    private static final String PEER = "kernel multipath";
    private static final int GATEWAYS = 4;
    private static final double TO_REACH = 0.95;

    private static final int FLOWS = 64;

    /** Many short turns: what disturbs the machine for a moment spoils few of them. */
    private static final int SLICES = 5;

    private final BenchOptions options;
    private final Turns<Bed> turns;

    private Forwarding(BenchOptions options, Turns<Bed> turns) {
        this.options = options;
        this.turns = turns;
    }

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        try (Bed ours = Bed.of("ours", GATEWAYS).culvert().deaf();
                Bed plain = Bed.of("plain", GATEWAYS).multipath(id -> true).deaf();
                var _ = Iperf.serve(ours.sink());
                var _ = Iperf.serve(plain.sink())) {
            return new Forwarding(options, new Turns<>(NAME, ours, plain, PEER, progress)).rows();
        }
    }

    private List<Row> rows() {
        int runs = options.runs(9, 3);
        List<Row> rows = new ArrayList<>();
        rows.add(turns.compare(
                        "TCP through one router",
                        "Gbit/s",
                        runs,
                        bed -> Iperf.gigabits(bed.client(), Bed.REMOTE, options))
                .ratioAtLeast(TO_REACH));
        rows.add(turns.compare(
                        "64-byte UDP packets through one router", "kpackets/s", SLICES * runs, this::packetsPerSecond)
                .ratioAtLeast(TO_REACH));
        Turns.Taken<RoundTrips> trips =
                turns.take("round trips", runs, bed -> RoundTrips.measure(bed, options.quick() ? 5_000 : 30_000));
        rows.add(turns.compare(
                "round trip of 64-byte UDP, p50",
                "µs",
                trips,
                trip -> trip.micros().median()));
        rows.add(turns.compare(
                "round trip of 64-byte UDP, p99",
                "µs",
                trips,
                trip -> trip.micros().percentile(99)));
        return rows;
    }

    private double packetsPerSecond(Bed bed) {
        try (Blast blast = new Blast(bed, FLOWS)) {
            return blast.arriving(options.quick() ? 20_000 : 100_000) / 1000;
        } catch (IOException e) {
            throw new LabException("cannot send: " + e.getMessage(), e);
        }
    }
}
