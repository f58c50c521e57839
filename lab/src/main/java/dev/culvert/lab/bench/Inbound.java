package dev.culvert.lab.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What flows that remotes begin cost, without any tunnel: ours beside an ordinary dnat to one client, with the same hosts on the way
 * and back, in turns.
 */
final class Inbound {
    private static final String NAME = "inbound";
    private static final String PEER = "plain dnat and routes";

    private Inbound() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        try (InboundBed ours = InboundBed.of("ours").culvert();
                InboundBed plain = InboundBed.of("plain").plain();
                var _ = Iperf.serve(ours.clients());
                var _ = Iperf.serve(plain.clients());
                var _ = Connections.serve(ours);
                var _ = Connections.serve(plain)) {
            int runs = options.runs(9, 3);
            var turns = new Turns<>(NAME, ours, plain, PEER, progress);
            return List.of(
                    turns.compare(
                            "TCP from a remote to a client",
                            "Gbit/s",
                            runs,
                            bed -> Iperf.gigabits(bed.remotes(), InboundBed.ADDRESS, options)),
                    turns.compare(
                            "TCP back to the remote, by the router",
                            "Gbit/s",
                            runs,
                            bed -> Iperf.gigabits(bed.remotes(), InboundBed.ADDRESS, options, "--reverse")),
                    turns.compare(
                            "connections begun by remotes",
                            "a second",
                            runs,
                            bed -> Connections.rate(bed, Duration.ofSeconds(options.quick() ? 1 : 3))));
        }
    }
}
