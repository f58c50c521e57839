package dev.culvert.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixSetTest {
    /** The small universe of the property tests: 256 addresses in the middle of nowhere, around a carry in IPv6. */
    private static final List<Prefix> UNIVERSES =
            List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8:0:1::/120"), Prefix.parse("ffff:ff00::/24"));

    @Test
    void complementOfAnIntranetIsWhatClientsRoute() {
        assertThat(PrefixSet.parse("10.0.0.0/8").complement(Family.IPV4))
                .isEqualTo(PrefixSet.parse(
                        "0.0.0.0/5",
                        "8.0.0.0/7",
                        "11.0.0.0/8",
                        "12.0.0.0/6",
                        "16.0.0.0/4",
                        "32.0.0.0/3",
                        "64.0.0.0/2",
                        "128.0.0.0/1"))
                .hasToString("[0.0.0.0/5, 8.0.0.0/7, 11.0.0.0/8, 12.0.0.0/6, 16.0.0.0/4, 32.0.0.0/3, 64.0.0.0/2,"
                        + " 128.0.0.0/1]");
    }

    @ParameterizedTest
    @CsvSource({"IPV4,0.0.0.0/0", "IPV6,::/0"})
    void everythingAndNothingAreComplements(Family family, String all) {
        assertThat(PrefixSet.EMPTY.complement(family)).isEqualTo(PrefixSet.parse(all));
        assertThat(PrefixSet.parse(all).complement(family)).isEqualTo(PrefixSet.EMPTY);
        assertThat(PrefixSet.parse("0.0.0.0/0", "::/0")
                        .minus(PrefixSet.parse(all))
                        .prefixes())
                .hasSize(1);
    }

    @Test
    void familiesDoNotTouchEachOther() {
        var both = PrefixSet.parse("255.0.0.0/8", "::/8");
        assertThat(both.prefixes()).hasSize(2);
        assertThat(both.only(Family.IPV6)).isEqualTo(PrefixSet.parse("::/8"));
        assertThat(both.complement(Family.IPV4).overlaps(Prefix.parse("::/0"))).isFalse();
    }

    static Stream<Random> seeds() {
        return IntStream.range(0, 200).mapToObj(Random::new);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithANaiveModel(Random random) {
        Prefix universe = UNIVERSES.get(random.nextInt(UNIVERSES.size()));
        List<Prefix> a = randomPrefixes(universe, random);
        List<Prefix> b = randomPrefixes(universe, random);
        BitSet bitsA = bits(universe, a);
        BitSet bitsB = bits(universe, b);
        PrefixSet setA = PrefixSet.of(a);
        PrefixSet setB = PrefixSet.of(b);

        check(universe, setA, bitsA);
        BitSet expected = copy(bitsA);
        expected.or(bitsB);
        check(universe, setA.union(setB), expected);
        expected = copy(bitsA);
        expected.and(bitsB);
        check(universe, setA.intersection(setB), expected);
        expected = copy(bitsA);
        expected.andNot(bitsB);
        check(universe, setA.minus(setB), expected);
        expected = copy(bitsA);
        expected.flip(0, 256);
        PrefixSet complement = setA.complement(universe.family());
        check(universe, complement.intersection(PrefixSet.of(universe)), expected);
        assertThat(complement.complement(universe.family())).isEqualTo(setA);
        assertThat(setA.overlaps(universe)).isEqualTo(!bitsA.isEmpty());
    }

    /** The unit of a universe is a 256th of it: one address in a /24 or /120, a /32 in an IPv6 /24. */
    private static Prefix unit(Prefix universe, int index) {
        return universe.subnet(universe.length() + 8, index);
    }

    private static List<Prefix> randomPrefixes(Prefix universe, Random random) {
        var prefixes = new ArrayList<Prefix>();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            int length = universe.length() + 1 + random.nextInt(8);
            prefixes.add(Prefix.containing(unit(universe, random.nextInt(256)).first(), length));
        }
        return prefixes;
    }

    private static BitSet bits(Prefix universe, List<Prefix> prefixes) {
        var bits = new BitSet(256);
        for (int i = 0; i < 256; i++) {
            Prefix unit = unit(universe, i);
            bits.set(i, prefixes.stream().anyMatch(p -> p.contains(unit)));
        }
        return bits;
    }

    private static BitSet copy(BitSet bits) {
        return (BitSet) bits.clone();
    }

    private static void check(Prefix universe, PrefixSet set, BitSet expected) {
        for (int i = 0; i < 256; i++) {
            assertThat(set.contains(unit(universe, i))).isEqualTo(expected.get(i));
            assertThat(set.contains(unit(universe, i).last())).isEqualTo(expected.get(i));
        }
        assertThat(set.prefixes()).isSorted().hasSize(fewest(expected, 0, 256));
    }

    /** The fewest aligned blocks that hold exactly the bits: one if all are set, else those of the two halves. */
    private static int fewest(BitSet bits, int from, int to) {
        int set = bits.get(from, to).cardinality();
        if (set == 0 || set == to - from) {
            return Integer.signum(set);
        }
        int middle = (from + to) / 2;
        return fewest(bits, from, middle) + fewest(bits, middle, to);
    }

    @Test
    void reportsTheTimeForTenThousandPrefixes() {
        var random = new Random(7);
        var prefixes = new ArrayList<Prefix>();
        for (int i = 0; i < 10_000; i++) {
            prefixes.add(Prefix.containing(IpAddress.v4(random.nextInt()), 16 + random.nextInt(17)));
        }
        long start = System.nanoTime();
        PrefixSet set = PrefixSet.of(prefixes);
        PrefixSet complement = set.complement(Family.IPV4);
        assertThat(complement.intersection(set).isEmpty()).isTrue();
        assertThat(complement.union(set)).isEqualTo(PrefixSet.of(Family.IPV4.all()));
        assertThat(PrefixSet.of(Family.IPV4.all()).minus(set)).isEqualTo(complement);
        System.out.printf(
                "10,000 prefixes: aggregated to %d, complement %d, intersection, union, minus in %d ms%n",
                set.prefixes().size(),
                complement.prefixes().size(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
}
