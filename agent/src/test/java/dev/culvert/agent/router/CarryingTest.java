package dev.culvert.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CarryingTest {
    private final Carrying carrying = new Carrying(Set.of(1, 2));

    @Test
    void anAgentThatStartsTakesItOfAllOfWhomSomethingIsKnown() {
        assertThat(carrying.look(Set.of(1, 2), Set.of())).isFalse();
        assertThat(carrying.look(Set.of(2), Set.of())).isTrue();
        assertThat(carrying.now()).containsExactly(1);
    }

    @Test
    void whoHasNoneLeftHasSomeAgainOnceItTakesNewOnes() {
        carrying.ended(Set.of(2));
        carrying.look(Set.of(), Set.of(2));
        assertThat(carrying.now()).containsExactly(1);
        carrying.add(2);
        carrying.look(Set.of(), Set.of());
        assertThat(carrying.now()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void whomOnlyPinsNameIsGoneAndIsEndedOnce() {
        carrying.look(Set.of(), Set.of(1, 7));
        assertThat(carrying.now()).containsExactlyInAnyOrder(1, 2, 7);
        carrying.ended(Set.of(7));
        assertThat(carrying.look(Set.of(), Set.of(1, 7))).as("by an old count").isTrue();
        assertThat(carrying.now()).containsExactlyInAnyOrder(1, 2);
    }
}
