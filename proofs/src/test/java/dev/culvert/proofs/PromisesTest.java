package dev.culvert.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private static final List<Case> CASES = List.of(
            new Case("E1", "Egress", "it goes"), new Case("E2", "Egress", "it stays"), new Case("I1", "Inbound", "in"));

    @Test
    void aCaseShowsItsTestsOrTheReasonWhyThereAreNone() {
        String text = Promises.text(
                CASES,
                Map.of("I", "not built"),
                List.of(
                        new Proof("E1", "unit", "ATest.goes", "model/A.java"),
                        new Proof("E1", "lab", "BIT.goes", "lab/B.java")));
        assertThat(text)
                .contains("1 of 3 cases have a test, 1 of them in the laboratory")
                .contains("| E1 | it goes | lab: [BIT.goes](../lab/B.java)<br>unit: [ATest.goes](../model/A.java) |")
                .contains("| E2 | it stays | none yet |")
                .contains("## Inbound\n\nNot proved yet: not built.\n")
                .contains("| I1 | in | none yet |");
    }

    @Test
    void aProofOfAnUnknownCaseIsRefused() {
        assertThatThrownBy(() -> Promises.text(CASES, Map.of(), List.of(new Proof("E99", "lab", "BIT.x", "B.java"))))
                .hasMessageContaining("BIT.x proves E99, but there is no such case");
    }

    @Test
    void aReasonForWhatIsProvedIsRefused() {
        assertThatThrownBy(() -> Promises.text(
                        CASES, Map.of("E2", "not built"), List.of(new Proof("E2", "lab", "BIT.x", "B.java"))))
                .hasMessageContaining("unproved.txt");
    }

    @Test
    void everyReasonIsForACaseThatThereIs() {
        List<String> ids = Case.all().stream().map(Case::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(Case.reasons().keySet())
                .allMatch(key -> ids.contains(key) || (key.length() == 1 && ids.contains(key + "1")));
    }
}
