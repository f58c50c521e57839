package dev.culvert.lab.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How evenly a gateway spreads flows that remotes begin, and what of it changes when a client leaves. Ours: a packet of each
 * flow really goes through a gateway. The peer is arithmetic: what IPVS's source hash would choose.
 */
final class InboundSpread {
    private static final String NAME = "inbound-spread";
    private static final String PEER = "IPVS source hash (computed)";
    private static final int FLOWS = 10_000;
    private static final int LEAVES = 3;
    private static final int SEED = 7;
    private static final int FIRST_ADDRESS = 198 << 24 | 18 << 16;
    private static final int ADDRESSES = 1 << 17;
    private static final int FIRST_PORT = 1024;

    /** A flow's remote end. */
    record Caller(int address, int port) {
        InetSocketAddress socketAddress() throws UnknownHostException {
            byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(address).array();
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        }
    }

    /** The client of each flow: with all clients, established flows without one of them, and flows that begin without it. */
    private record History(List<Integer> before, List<Integer> kept, List<Integer> anew) {
        static History ours(List<Caller> flows) throws Exception {
            try (InboundBed bed = InboundBed.of("ours").culvert()) {
                List<Integer> before = Arrivals.of(bed, flows);
                bed.forward(client -> client != LEAVES);
                List<Integer> kept = Arrivals.of(bed, flows);
                try (InboundBed fresh = InboundBed.of("fresh").culvert()) {
                    fresh.forward(client -> client != LEAVES);
                    return new History(before, kept, Arrivals.of(fresh, flows));
                }
            }
        }

        /** IPVS, too, lets a connection stay where it is. */
        static History ipvs(List<Caller> flows) {
            List<Integer> before = ipvs(flows, client -> true);
            return new History(before, before, ipvs(flows, client -> client != LEAVES));
        }

        private static List<Integer> ipvs(List<Caller> flows, IntPredicate there) {
            var hash = new IpvsSourceHash<>(IntStream.rangeClosed(1, InboundBed.CLIENTS)
                    .filter(there)
                    .boxed()
                    .toList());
            return flows.stream().map(flow -> hash.server(flow.address)).toList();
        }

        double spread() {
            var counts = before.stream().collect(Collectors.groupingBy(client -> client, Collectors.counting()));
            Sample shares = Sample.of(counts.values());
            return counts.size() < InboundBed.CLIENTS ? Double.POSITIVE_INFINITY : shares.max() / shares.min();
        }

        /** Of those whose client left, or of the others. */
        int changed(List<Integer> after, boolean left) {
            return (int) IntStream.range(0, FLOWS)
                    .filter(flow -> (before.get(flow) == LEAVES) == left
                            && !before.get(flow).equals(after.get(flow)))
                    .count();
        }
    }

    private InboundSpread() {}

    static List<Row> measure(Consumer<String> progress) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int remotes : new int[] {FLOWS, 100}) {
            String who = "%,d flows of %,d remotes".formatted(FLOWS, remotes);
            progress.accept(who);
            List<Caller> flows = callers(remotes);
            var ours = History.ours(flows);
            var ipvs = History.ipvs(flows);
            rows.add(Row.of(NAME, who + " over 8 clients: largest share over smallest", "", ours.spread())
                    .against(PEER, ipvs.spread()));
            rows.add(moved(who + ", a client leaves: its own that another would get", ours, ipvs, true)
                    .noting("all that it had"));
            rows.add(moved(who + ", a client leaves: others' that another would get", ours, ipvs, false)
                    .exactly(0)
                    .noting("when they begin anew"));
            rows.add(Row.of(
                            NAME,
                            who + ", a client leaves: others' established that move",
                            "",
                            ours.changed(ours.kept, false))
                    .exactly(0)
                    .noting("IPVS keeps them as well"));
        }
        return rows;
    }

    private static Row moved(String what, History ours, History ipvs, boolean left) {
        return Row.of(NAME, what, "", ours.changed(ours.anew, left)).against(PEER, ipvs.changed(ipvs.anew, left));
    }

    /** So many addresses and different ports, at random, and always the same. */
    private static List<Caller> callers(int remotes) {
        var random = new Random(SEED);
        int[] addresses = random.ints(0, ADDRESSES).distinct().limit(remotes).toArray();
        return IntStream.range(0, FLOWS)
                .mapToObj(flow -> new Caller(
                        FIRST_ADDRESS + addresses[flow % remotes],
                        FIRST_PORT + flow / remotes * 601 + random.nextInt(600)))
                .toList();
    }
}
