package dev.culvert.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExitNumbersTest {
    @Test
    void firstInTheOrderOfTheSpec() {
        assertThat(ExitNumbers.of(List.of("b", "a"), Map.of())).containsExactly(Map.entry("b", 1), Map.entry("a", 2));
    }

    @Test
    void whoHasANumberKeepsIt() {
        assertThat(ExitNumbers.of(List.of("new", "b", "a"), Map.of("a", 2, "b", 1)))
                .containsExactly(Map.entry("new", 3), Map.entry("b", 1), Map.entry("a", 2));
    }

    @Test
    void aNumberThatWasLeftIsTakenLast() {
        assertThat(ExitNumbers.of(List.of("new"), Map.of("gone", 7))).containsExactly(Map.entry("new", 8));
        assertThat(ExitNumbers.of(List.of("new"), Map.of("gone", 255))).containsExactly(Map.entry("new", 1));
    }

    @Test
    void thereAreNoMoreThan255() {
        var all = new HashMap<String, Integer>();
        IntStream.rangeClosed(1, 255).forEach(number -> all.put("exit-" + number, number));
        assertThatThrownBy(() -> ExitNumbers.of(List.of("one-more"), all)).isInstanceOf(InvalidInput.class);
    }
}
