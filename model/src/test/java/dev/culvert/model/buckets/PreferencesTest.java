package dev.culvert.model.buckets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreferencesTest {
    private static final int BUCKETS = 2048;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    /** I5: exactly its own, whoever it is and however many there are. */
    @Proves("I5")
    @ParameterizedTest
    @MethodSource("seeds")
    void whoeverComesOrGoesMovesItsOwnBucketsAlone(long seed) {
        var random = new SplittableRandom(seed);
        List<String> all = names(random, 2 + random.nextInt(40));
        String goes = all.get(random.nextInt(all.size()));
        List<String> rest = all.stream().filter(name -> !name.equals(goes)).toList();
        List<String> before = Preferences.first(all, BUCKETS);
        List<String> after = Preferences.first(rest, BUCKETS);
        assertThat(before).hasSize(BUCKETS);
        assertThat(IntStream.range(0, BUCKETS)
                        .filter(bucket -> !before.get(bucket).equals(after.get(bucket))))
                .isNotEmpty()
                .allMatch(bucket -> before.get(bucket).equals(goes));
        assertThat(after).doesNotContain(goes);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderAndRepetitionPlayNoPart(long seed) {
        List<String> names = names(new SplittableRandom(seed), 9);
        assertThat(Preferences.first(
                        Stream.concat(names.reversed().stream(), names.stream()).toList(), 64))
                .isEqualTo(Preferences.first(names, 64));
    }

    @Proves("I4")
    @ParameterizedTest
    @CsvSource({"2,1.1", "3,1.15", "8,1.4"})
    void sharesAreAboutEven(int count, double most) {
        for (long seed = 0; seed < 60; seed++) {
            Map<String, Long> shares = Preferences.first(names(new SplittableRandom(seed), count), BUCKETS).stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(shares).hasSize(count);
            assertThat((double) shares.values().stream().max(Long::compare).orElseThrow()
                            / shares.values().stream().min(Long::compare).orElseThrow())
                    .isLessThan(most);
        }
    }

    /** Written down once: gateways of two releases agree, as do those of one. */
    @Test
    void isTheSameInEveryRelease() {
        assertThat(Preferences.first(List.of("a", "b", "c"), 16))
                .containsExactly("a", "c", "c", "b", "c", "a", "b", "b", "b", "b", "b", "c", "b", "c", "a", "a");
    }

    private static List<String> names(SplittableRandom random, int count) {
        return Stream.generate(() -> "10.%d.%d.1".formatted(random.nextInt(256), random.nextInt(256)))
                .distinct()
                .limit(count)
                .toList();
    }
}
