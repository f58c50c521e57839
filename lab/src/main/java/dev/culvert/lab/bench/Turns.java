package dev.culvert.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Ours, the peer, ours, the peer: what disturbs the machine disturbs both.
 *
 * @param benchmark its name
 * @param against what the peer is
 */
record Turns<B>(String benchmark, B ours, B peer, String against, Consumer<String> progress) {
    /** What both gave, a turn each. */
    record Taken<T>(List<T> ours, List<T> peer) {}

    /** So many turns. */
    <T> Taken<T> take(String what, int runs, Function<B, T> measure) {
        List<T> mine = new ArrayList<>();
        List<T> others = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            progress.accept("%s, %d of %d".formatted(what, run + 1, runs));
            mine.add(measure.apply(ours));
            others.add(measure.apply(peer));
        }
        return new Taken<>(mine, others);
    }

    /** The medians of so many turns, side by side. */
    Row compare(String what, String unit, int runs, ToDoubleFunction<B> measure) {
        return compare(what, unit, take(what, runs, measure::applyAsDouble), value -> value);
    }

    /** The medians of one figure of each turn, side by side, with their spread. */
    <T> Row compare(String what, String unit, Taken<T> taken, Function<T, Double> figure) {
        Sample mine = Sample.of(taken.ours.stream().map(figure).toList());
        Sample others = Sample.of(taken.peer.stream().map(figure).toList());
        return Row.of(benchmark, what, unit, mine.median())
                .against(against, others.median())
                .noting("medians of %d; ours %s to %s, peer %s to %s"
                        .formatted(
                                mine.size(),
                                Row.number(mine.min()),
                                Row.number(mine.max()),
                                Row.number(others.min()),
                                Row.number(others.max())));
    }
}
