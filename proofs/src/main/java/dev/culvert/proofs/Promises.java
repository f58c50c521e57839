package dev.culvert.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The page that says for each acceptance case which tests prove it. */
public final class Promises {
    private Promises() {}

    /** The page's place in a checkout. */
    public static Path page(Path checkout) {
        return checkout.resolve("docs/promises.md");
    }

    /**
     * The page as it should be, from the compiled tests of a checkout.
     *
     * @throws IllegalStateException if a test proves a case that there is not, or one that is said to be unproved
     */
    public static String text(Path checkout) {
        return text(Case.all(), Case.reasons(), ProofFinder.in(checkout));
    }

    static String text(List<Case> cases, Map<String, String> reasons, List<Proof> proofs) {
        Map<String, List<Proof>> byCase = proofs.stream().collect(Collectors.groupingBy(Proof::id));
        check(cases, reasons, byCase);
        long inLab = byCase.values().stream()
                .filter(of -> of.stream().anyMatch(proof -> proof.where().equals("lab")))
                .count();
        var text = new StringBuilder("""
                # What is proved, and by which test

                Generated from the tests by `dev/promises`: do not edit. Each test names the cases it proves (`@Proves`); a test fails when this page is out of date.
                *lab*: packets of real programs in `culvert lab`'s network. *kernel*: what the kernel of a network namespace does or holds. *cluster*: pods on a real Kubernetes. *API server*: objects on a real API server with the operator at work. *unit*: values, without a kernel.

                %d of %d cases have a test, %d of them in the laboratory.
                """.formatted(byCase.size(), cases.size(), inLab));
        String section = "";
        for (Case one : cases) {
            if (!one.section().equals(section)) {
                section = one.section();
                text.append("\n## ").append(section).append('\n');
                Optional.ofNullable(reasons.get(one.id().substring(0, 1)))
                        .ifPresent(reason ->
                                text.append("\nNot proved yet: ").append(reason).append(".\n"));
                text.append("\n| | Case | Proved by |\n|---|---|---|\n");
            }
            text.append("| %s | %s | %s |\n".formatted(one.id(), one.text(), proof(one, reasons, byCase)));
        }
        return text.toString();
    }

    private static String proof(Case one, Map<String, String> reasons, Map<String, List<Proof>> byCase) {
        List<Proof> proofs = byCase.getOrDefault(one.id(), List.of());
        if (proofs.isEmpty()) {
            return Optional.ofNullable(reasons.get(one.id()))
                    .map(reason -> "none yet: " + reason)
                    .orElse("none yet");
        }
        return proofs.stream()
                .map(proof -> "%s: [%s](../%s)".formatted(proof.where(), proof.test(), proof.source()))
                .distinct()
                .sorted()
                .collect(Collectors.joining("<br>"));
    }

    private static void check(List<Case> cases, Map<String, String> reasons, Map<String, List<Proof>> byCase) {
        List<String> ids = cases.stream().map(Case::id).toList();
        byCase.forEach((id, proofs) -> {
            String test = proofs.getFirst().test();
            if (!ids.contains(id)) {
                throw new IllegalStateException(
                        test + " proves " + id + ", but there is no such case: see proofs' cases.txt");
            }
            if (reasons.containsKey(id)) {
                throw new IllegalStateException(test + " proves " + id + ": take its line out of proofs' unproved.txt");
            }
        });
    }

    /** Writes the page of the checkout in the current folder. */
    public static void main(String[] arguments) throws IOException {
        Path checkout = Path.of("").toAbsolutePath();
        Files.writeString(page(checkout), text(checkout));
    }
}
