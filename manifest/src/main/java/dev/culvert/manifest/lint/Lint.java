package dev.culvert.manifest.lint;

import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.rules.Catalogue;
import dev.culvert.manifest.lint.rules.Rule;
import dev.culvert.manifest.lint.tree.Node;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Looks for every mistake of the {@link Catalogue} in documents. */
public final class Lint {
    private static final Comparator<Finding> ORDER = Comparator.comparing(
                    (Finding finding) -> finding.place().file())
            .thenComparingInt(finding -> finding.place().line())
            .thenComparingInt(finding -> finding.place().column())
            .thenComparing(finding -> finding.rule().code())
            .thenComparing(Finding::message);

    private Lint() {}

    /** What is wrong, by file, line and column. All documents together: they refer to each other. */
    public static List<Finding> look(List<Node> documents, Facts facts) {
        Manifests manifests = Manifests.of(documents, facts);
        var found = new LinkedHashSet<Finding>();
        for (Rule rule : Catalogue.RULES) {
            rule.check().look(manifests, (place, message) -> found.add(new Finding(rule, place, message)));
        }
        return found.stream().sorted(ORDER).toList();
    }
}
