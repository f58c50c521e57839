package dev.culvert.lab.bench;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Names;
import dev.culvert.lab.topology.Addresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What a client's question to the cluster's DNS costs, which a gateway's resolver answers: beside the same question put to the
 * same Unbound in its own namespace, in turns.
 */
final class Resolving {
    private static final String NAME = "dns";
    private static final String PEER = "the same Unbound, asked where it is";
    private static final String KNOWN = "www.internet.example.";
    private static final int PORT = 53;
    private static final LabSpec SPEC = LabSpec.defaults()
            .withExits(1)
            .withRouters(1)
            .withClients(1)
            .withRemotes(1)
            .withNames(Names.TUNNEL);

    private Resolving() {}

    static List<Row> measure(BenchOptions options, Consumer<String> progress) {
        try (Lab lab = Site.culvert(SPEC);
                Questions client = new Questions(
                        lab.namespace(Site.CLIENT),
                        new InetSocketAddress(0),
                        new InetSocketAddress(Addresses.CLUSTER_DNS, PORT));
                Questions alone = new Questions(
                        lab.namespace("gateway-1"),
                        // It answers the client network alone.
                        new InetSocketAddress(
                                lab.clientNetwork()
                                        .address(lab.topology().host("gateway-1"))
                                        .toInet(),
                                0),
                        new InetSocketAddress(Addresses.RESOLVER, PORT))) {
            var turns = new Turns<>(NAME, client, alone, PEER, progress);
            int runs = options.runs(9, 3);
            int count = options.quick() ? 1_000 : 5_000;
            List<String> known = Collections.nCopies(count, KNOWN);
            var _ = turns.take("warming up", 1, asked -> asked.micros(known));
            var next = new AtomicInteger();
            var answers = turns.take("a name that is in the cache", runs, asked -> asked.micros(known));
            var others = turns.take("names that are not", runs, asked -> asked.micros(fresh(next, count / 10)));
            return List.of(
                    turns.compare(
                            "answers from the cache, eight questions at once",
                            "a second",
                            runs,
                            asked -> asked.rate(KNOWN, Duration.ofSeconds(options.quick() ? 1 : 3))),
                    turns.compare("an answer from the cache, p50", "µs", answers, Sample::median),
                    turns.compare("an answer from the cache, p99", "µs", answers, micros -> micros.percentile(99)),
                    turns.compare("an answer through the tunnel, p50", "µs", others, Sample::median),
                    turns.compare("an answer through the tunnel, p99", "µs", others, micros -> micros.percentile(99)));
        }
    }

    private static List<String> fresh(AtomicInteger next, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> next.incrementAndGet() + ".many.internet.example.")
                .toList();
    }
}
