package dev.culvert.lab.bench;

import dev.culvert.dataplane.FlowTable;
import dev.culvert.lab.LabException;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.model.net.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Flows whose gateway changes when one of N fails and returns. Ours: a packet of each flow really goes through a router, and
 * its pins are read from the kernel. The peer: the kernel is asked for the route of each flow, as it would take it in.
 */
final class Moved {
    private static final String NAME = "moved";
    private static final int FLOWS = 10_000;
    private static final int LOST = 2;
    private static final int PATIENCE = 20;
    private static final Pattern VIA = Pattern.compile(" via 192\\.168\\.26\\.(\\d+) ");

    private Moved() {}

    /** The gateway of each flow, 0 for none: with all, without one, and with all again. */
    private record History(List<Integer> before, List<Integer> without, List<Integer> again) {
        private static int count(IntPredicate flows) {
            return (int) IntStream.range(0, FLOWS).filter(flows).count();
        }

        int onTheLost() {
            return count(flow -> before.get(flow) == LOST);
        }

        int movedByFailure() {
            return count(flow -> !before.get(flow).equals(without.get(flow)));
        }

        /** Those that had none when it returned are no flows any more. */
        int movedByReturn() {
            return count(flow -> without.get(flow) != 0 && !without.get(flow).equals(again.get(flow)));
        }
    }

    static List<Row> measure(BenchOptions options, Consumer<String> progress) throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int gateways : options.quick() ? new int[] {2, 4} : new int[] {2, 3, 4, 5, 6, 7, 8}) {
            progress.accept("N = " + gateways);
            History ours = ours(gateways);
            History plain = plain(gateways);
            rows.add(Row.of(NAME, "N = %d, one fails: flows that change".formatted(gateways), "", ours.movedByFailure())
                    .against("kernel multipath", plain.movedByFailure())
                    .exactly(ours.onTheLost())
                    .noting("of %,d; on the failed one were %,d, with the peer %,d"
                            .formatted(FLOWS, ours.onTheLost(), plain.onTheLost())));
            rows.add(Row.of(NAME, "N = %d, it returns: flows that change".formatted(gateways), "", ours.movedByReturn())
                    .against("kernel multipath", plain.movedByReturn())
                    .exactly(0));
        }
        return rows;
    }

    private static History ours(int gateways) throws IOException {
        try (Bed bed = Bed.of("ours", gateways).culvert().deaf();
                Blast blast = new Blast(bed, FLOWS)) {
            List<Integer> before = pinned(bed, blast, FLOWS);
            var _ = bed.steer(id -> id != LOST, Set.of(LOST));
            blast.once();
            var _ = Bed.within(bed.router(), () -> {
                try (var flows = new FlowTable()) {
                    return flows.forget(id -> id == LOST);
                }
            });
            List<Integer> without = pins(bed);
            var _ = bed.steer(id -> id != LOST, Set.of());
            var _ = bed.steer(id -> true, Set.of());
            List<Integer> again = pinned(bed, blast, FLOWS);
            return new History(before, without, again);
        }
    }

    /** Sends until each flow has a pin: a burst may overrun a queue. */
    private static List<Integer> pinned(Bed bed, Blast blast, int wanted) throws IOException {
        for (int i = 0; i < PATIENCE; i++) {
            blast.once();
            List<Integer> pins = pins(bed);
            if (pins.stream().filter(gateway -> gateway != 0).count() == wanted) {
                return pins;
            }
        }
        throw new LabException("not every flow got a pin in %d rounds".formatted(PATIENCE));
    }

    private static List<Integer> pins(Bed bed) {
        return Bed.within(bed.router(), () -> {
            int[] gateways = new int[FLOWS];
            try (var flows = new FlowTable()) {
                flows.pins((flow, gateway) -> gateways[number(flow.remote(), flow.remotePort())] = gateway);
            }
            return IntStream.of(gateways).boxed().toList();
        });
    }

    private static int number(int address, int port) {
        return address - Blast.address(0) + ((port - Blast.FIRST_PORT) << 16);
    }

    private static History plain(int gateways) throws IOException {
        try (Bed bed = Bed.of("plain", gateways).multipath(id -> true);
                Blast flows = new Blast(bed, FLOWS)) {
            List<Integer> before = routes(bed, flows.port());
            bed.multipath(id -> id != LOST);
            List<Integer> without = routes(bed, flows.port());
            bed.multipath(id -> true);
            return new History(before, without, routes(bed, flows.port()));
        }
    }

    private static List<Integer> routes(Bed bed, int port) {
        StringBuilder questions = new StringBuilder();
        for (int flow = 0; flow < FLOWS; flow++) {
            questions.append("route get %s from %s iif net1 ipproto udp sport %d dport %d\n"
                    .formatted(IpAddress.v4(Blast.address(flow)), Bed.CLIENT, port, Blast.port(flow)));
        }
        String answers = Programs.require(
                List.of("nsenter", "--net=" + HostEntry.namespace(bed.router()), "ip", "-batch", "-"),
                questions.toString());
        Matcher via = VIA.matcher(answers);
        int[] gateways = IntStream.range(0, FLOWS)
                .takeWhile(flow -> via.find())
                .map(flow -> Integer.parseInt(via.group(1)))
                .toArray();
        if (gateways.length != FLOWS) {
            throw new LabException("the kernel told %d routes of %d".formatted(gateways.length, FLOWS));
        }
        return IntStream.of(gateways).boxed().toList();
    }
}
