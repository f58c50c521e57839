package dev.culvert.cli;

import dev.culvert.manifest.lint.Finding;
import dev.culvert.manifest.lint.rules.Rule;
import dev.culvert.manifest.lint.rules.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings as people and scripts read them. */
final class LintText {
    private LintText() {}

    /** A finding as data. */
    record Shown(
            String code,
            String severity,
            String file,
            int line,
            int column,
            String path,
            String message,
            String title,
            String why,
            String remedy) {
        static Shown of(Finding finding) {
            Rule rule = finding.rule();
            return new Shown(
                    rule.code(),
                    word(rule.severity()),
                    finding.place().file(),
                    finding.place().line(),
                    finding.place().column(),
                    finding.place().path(),
                    finding.message(),
                    rule.title(),
                    rule.why(),
                    rule.remedy());
        }
    }

    /** A rule as data. */
    record ShownRule(String code, String severity, String title, String why, String remedy) {
        static ShownRule of(Rule rule) {
            return new ShownRule(rule.code(), word(rule.severity()), rule.title(), rule.why(), rule.remedy());
        }
    }

    static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /** A block for each, with what to do, and how many there are. */
    static String of(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "Nothing found.\n";
        }
        String blocks = findings.stream().map(LintText::block).collect(Collectors.joining("\n"));
        return blocks + "\n"
                + Arrays.stream(Severity.values())
                        .map(severity -> count(findings, severity) + " " + word(severity))
                        .collect(Collectors.joining(", ", "", "\n"));
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.rule().severity() == severity)
                .count();
    }

    private static String block(Finding finding) {
        Rule rule = finding.rule();
        return """
                %s  %s  %s  %s
                    %s: %s
                    Why: %s
                    Remedy: %s
                """.formatted(
                        rule.code(),
                        word(rule.severity()),
                        finding.place(),
                        finding.place().path(),
                        rule.title(),
                        finding.message(),
                        rule.why(),
                        rule.remedy());
    }

    /** All about a rule. */
    static String explained(Rule rule) {
        return """
                %s  %s  %s
                    Why: %s
                    Remedy: %s
                """.formatted(rule.code(), word(rule.severity()), rule.title(), rule.why(), rule.remedy());
    }
}
