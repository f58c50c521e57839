package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.gateway.OneByOne.Member;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneByOneTest {
    private static final Instant WRITTEN = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant SOON = WRITTEN.plusSeconds(20);
    private static final Instant LONG_AFTER = WRITTEN.plus(OneByOne.PATIENCE).plus(Duration.ofSeconds(1));

    @Test
    void theFirstOfThoseThatAreReadyIsWritten() {
        assertThat(names(SOON, changed("a", pod("today", true)), changed("b", pod("today", true))))
                .containsExactly("a");
    }

    /** By an operator, say, that died after that; the next was started just now. */
    @Test
    @Proves("R11")
    void noneIsWrittenWhileAnotherIsUnderWayWhoeverWroteIt() {
        for (Optional<Pod> underWay : List.of(pod("before", true), pod("today", false), Optional.<Pod>empty())) {
            assertThat(names(SOON, isSo("a", underWay), changed("b", pod("today", true))))
                    .isEmpty();
            assertThat(names(LONG_AFTER, isSo("a", underWay), changed("b", pod("today", true))))
                    .as("what does not come back holds nobody for ever")
                    .containsExactly("b");
        }
        assertThat(names(SOON, isSo("a", pod("today", true)), changed("b", pod("today", true))))
                .containsExactly("b");
    }

    @Test
    void whatIsNotReadyWaitsForNobody() {
        assertThat(names(
                        SOON,
                        changed("a", pod("today", true)),
                        changed("b", pod("today", false)),
                        changed("c", Optional.empty())))
                .containsExactly("b", "c");
    }

    private static List<String> names(Instant now, Member... members) {
        return OneByOne.next(List.of(members), now).stream()
                .map(set -> set.getMetadata().getName())
                .toList();
    }

    private static Member isSo(String name, Optional<Pod> pod) {
        return new Member(set(name), set(name), pod, true, WRITTEN);
    }

    private static Member changed(String name, Optional<Pod> pod) {
        return new Member(set(name), set(name), pod, false, WRITTEN);
    }

    private static StatefulSet set(String name) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withGeneration(2L)
                .endMetadata()
                .withNewStatus()
                .withUpdateRevision("today")
                .withObservedGeneration(2L)
                .endStatus()
                .build();
    }

    private static Optional<Pod> pod(String revision, boolean ready) {
        return Optional.of(new PodBuilder()
                .withNewMetadata()
                .addToLabels("controller-revision-hash", revision)
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build());
    }
}
