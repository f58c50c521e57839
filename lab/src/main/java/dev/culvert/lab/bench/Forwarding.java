package dev.culvert.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

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

    private static final JsonMapper JSON = new JsonMapper();

    private final BenchOptions options;
    private final Consumer<String> progress;
    private final List<Bed> beds;

    private Forwarding(BenchOptions options, Consumer<String> progress, List<Bed> beds) {
        this.options = options;
        this.progress = progress;
        this.beds = beds;
    }

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        try (Bed ours = Bed.of("ours", GATEWAYS).culvert().deaf();
                Bed plain = Bed.of("plain", GATEWAYS).multipath(id -> true).deaf()) {
            var forwarding = new Forwarding(options, progress, List.of(ours, plain));
            List<Process> servers = new ArrayList<>();
            try {
                for (Bed bed : List.of(ours, plain)) {
                    servers.add(start(bed.sink(), "iperf3", "--server"));
                }
                return forwarding.rows();
            } finally {
                servers.forEach(Process::destroyForcibly);
            }
        }
    }

    private List<Row> rows() {
        int runs = options.runs(9, 3);
        List<Row> rows = new ArrayList<>();
        List<Sample> bits = inTurns("TCP", runs, bed -> iperf(bed, "--parallel", "4") / 1e9);
        rows.add(compare("TCP through one router", "Gbit/s", bits));
        List<Sample> packets = inTurns("64-byte UDP", SLICES * runs, this::packetsPerSecond);
        rows.add(compare("64-byte UDP packets through one router", "kpackets/s", packets));
        List<List<Double>> medians = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Double>> tails = List.of(new ArrayList<>(), new ArrayList<>());
        for (int run = 0; run < runs; run++) {
            progress.accept("round trips, %d of %d".formatted(run + 1, runs));
            for (int which = 0; which < 2; which++) {
                var trip = RoundTrips.measure(beds.get(which), options.quick() ? 5_000 : 30_000);
                medians.get(which).add(trip.micros().median());
                tails.get(which).add(trip.micros().percentile(99));
            }
        }
        rows.add(latency("p50", medians));
        rows.add(latency("p99", tails));
        return rows;
    }

    private static Row latency(String which, List<List<Double>> micros) {
        double ours = Sample.of(micros.get(0)).median();
        double plain = Sample.of(micros.get(1)).median();
        return Row.of(NAME, "round trip of 64-byte UDP, " + which, "µs", ours)
                .against(PEER, plain)
                .noting("added: %s µs".formatted(Row.number(ours - plain)));
    }

    private static Row compare(String what, String unit, List<Sample> samples) {
        Sample ours = samples.get(0);
        Sample plain = samples.get(1);
        return Row.of(NAME, what, unit, ours.median())
                .against(PEER, plain.median())
                .ratioAtLeast(TO_REACH)
                .noting("medians of %d; ours %s to %s, peer %s to %s"
                        .formatted(
                                ours.size(),
                                Row.number(ours.min()),
                                Row.number(ours.max()),
                                Row.number(plain.min()),
                                Row.number(plain.max())));
    }

    /** Ours, the peer, ours, the peer: what disturbs the machine disturbs both. */
    private List<Sample> inTurns(String what, int runs, Function<Bed, Double> measure) {
        List<List<Double>> values = List.of(new ArrayList<>(), new ArrayList<>());
        for (int run = 0; run < runs; run++) {
            progress.accept("%s, %d of %d".formatted(what, run + 1, runs));
            for (int which = 0; which < 2; which++) {
                values.get(which).add(measure.apply(beds.get(which)));
            }
        }
        return values.stream().map(Sample::of).toList();
    }

    private double iperf(Bed bed, String... more) {
        return result(bed, more).path("sum_received").path("bits_per_second").asDouble();
    }

    private double packetsPerSecond(Bed bed) {
        try (Blast blast = new Blast(bed, FLOWS)) {
            return blast.arriving(options.quick() ? 20_000 : 100_000) / 1000;
        } catch (IOException e) {
            throw new LabException("cannot send: " + e.getMessage(), e);
        }
    }

    private JsonNode result(Bed bed, String... more) {
        List<String> command = new ArrayList<>(List.of(
                "timeout",
                "30",
                "nsenter",
                "--net=" + HostEntry.namespace(bed.client()),
                "iperf3",
                "--client",
                Bed.REMOTE));
        command.addAll(List.of("--json", "--time", options.quick() ? "1" : "3", "--omit", "1"));
        command.addAll(List.of(more));
        try {
            return JSON.readTree(Programs.require(command, "")).path("end");
        } catch (IOException e) {
            throw new LabException("iperf3 wrote no JSON: " + e.getMessage(), e);
        }
    }

    private static Process start(String host, String... command) throws IOException {
        try (NetworkNamespace namespace = NetworkNamespace.open(host)) {
            return namespace.start(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD));
        }
    }
}
