package dev.culvert.operator.names;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.names.ExitAddress.State;
import dev.culvert.proofs.Proves;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChoiceTest {
    private static final List<State> STATES = List.of(State.Up, State.Down, State.Unknown);
    private static final IpAddress ONE = IpAddress.parse("203.0.113.1");
    private static final IpAddress TWO = IpAddress.parse("203.0.113.2");

    @Test
    @Proves("D12")
    void whenNobodyCanSayAnythingTheNamesStay() {
        List<IpAddress> before = List.of(ONE, TWO);
        var silent = List.of(exit("a", State.Unknown, ONE), exit("b", State.Unknown, TWO));
        assertThat(Choice.of(silent, before, 9, false)).isEqualTo(before);
        var forgotten = List.of(
                new ExitAddress("a", State.Unknown, Optional.empty(), ""),
                new ExitAddress("b", State.Unknown, Optional.empty(), ""));
        assertThat(Choice.of(forgotten, before, 9, false)).isEqualTo(before);
        assertThat(Choice.of(List.of(exit("a", State.Unknown, ONE)), List.of(), 9, true))
                .as("nor is one taken up of which nothing is known")
                .isEmpty();
    }

    @Test
    @Proves("D12")
    void whenAllAreGoneTheOwnersPolicyDecides() {
        var down = List.of(exit("a", State.Down, ONE), exit("b", State.Down, TWO));
        assertThat(Choice.of(down, List.of(ONE), 9, true)).containsExactly(ONE);
        assertThat(Choice.of(down, List.of(ONE), 9, false)).isEmpty();
    }

    @Test
    void oneExitThatIsDownIsTakenOut() {
        var exits = List.of(exit("a", State.Up, ONE), exit("b", State.Down, TWO));
        assertThat(Choice.of(exits, List.of(ONE, TWO), 9, true)).containsExactly(ONE);
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Proves("D13")
    void aLimitIsKeptByAStableChoice(long seed) {
        var random = new SplittableRandom(seed);
        int most = 1 + random.nextInt(6);
        List<IpAddress> before = List.of();
        List<ExitAddress> exits = new ArrayList<>();
        for (int number = 0; number < 1 + random.nextInt(12); number++) {
            exits.add(any(random, number));
        }
        for (int step = 0; step < 20; step++) {
            int changed = random.nextInt(exits.size());
            exits.set(changed, any(random, changed));
            List<IpAddress> now = Choice.of(exits, before, most, true);
            List<ExitAddress> shuffled = new ArrayList<>(exits);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(Choice.of(shuffled, before, most, true))
                    .as("in any order")
                    .isEqualTo(now);
            assertThat(now)
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(most)
                    .isSorted();
            assertThat(Choice.of(exits, now, most, true))
                    .as("nothing moves by itself")
                    .isEqualTo(now);
            if (!before.isEmpty()) {
                assertThat(now).as("never empty by accident").isNotEmpty();
            }
            Set<IpAddress> up = addresses(exits, State.Up);
            Set<IpAddress> good = new HashSet<>(up);
            good.addAll(addresses(exits, State.Unknown));
            if (now.stream().anyMatch(good::contains)) {
                assertThat(good).as("none that is down").containsAll(now);
                assertThat(now)
                        .as("who is in and good stays")
                        .containsAll(before.stream().filter(good::contains).toList());
                assertThat(now).as("all that there is room for").hasSizeGreaterThanOrEqualTo(Math.min(most, up.size()));
            }
            before = now;
        }
    }

    private static Set<IpAddress> addresses(List<ExitAddress> exits, State state) {
        return exits.stream()
                .filter(exit -> exit.state() == state)
                .flatMap(exit -> exit.address().stream())
                .collect(Collectors.toSet());
    }

    private static ExitAddress any(SplittableRandom random, int number) {
        return new ExitAddress(
                "exit-" + number,
                STATES.get(random.nextInt(STATES.size())),
                random.nextInt(5) == 0
                        ? Optional.empty()
                        : Optional.of(IpAddress.parse("203.0.113." + (100 + 12 * random.nextInt(2) + number))),
                "2026-11-21T10:00:%02dZ".formatted(random.nextInt(60)));
    }

    private static ExitAddress exit(String name, State state, IpAddress address) {
        return new ExitAddress(name, state, Optional.of(address), "2026-11-21T10:00:00Z");
    }
}
