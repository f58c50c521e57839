package dev.culvert.cli;

import dev.culvert.manifest.lint.Finding;
import dev.culvert.manifest.lint.Lint;
import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.rules.Catalogue;
import dev.culvert.manifest.lint.rules.Rule;
import dev.culvert.manifest.lint.rules.Severity;
import dev.culvert.model.InvalidInput;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code culvert lint}. */
@Command(
        name = "lint",
        description = "Finds in manifests what would leak or break, without a cluster.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:no errors; there may be warnings", " 1:errors", " 2:wrong usage, or a file cannot be read"})
final class LintCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private What what = new What();

    private static final class What {
        @Option(
                names = {"-f", "--file"},
                arity = "1..*",
                paramLabel = "FILE",
                description =
                        "YAML or JSON files, folders of such, - for standard input. All are read together: they refer to each other.")
        private List<String> files = List.of();

        @Option(names = "--rules", description = "Lists all rules instead.")
        private boolean rules;

        @Option(names = "--explain", paramLabel = "CODE", description = "Tells about one rule instead: CV004")
        private @Nullable String code;
    }

    @Option(
            names = "--cluster-facts",
            paramLabel = "FILE",
            description = "The cluster's own networks, as YAML: lists podNetworks, serviceNetworks, nodes.")
    private @Nullable String facts;

    @ArgGroup
    private Form form = new Form();

    private static final class Form {
        @Option(names = "--json", description = "As data.")
        private boolean json;

        @Option(names = "--sarif", description = "As SARIF 2.1.0, for code scanning.")
        private boolean sarif;
    }

    @Option(
            names = "--severity",
            defaultValue = "INFO",
            paramLabel = "LEVEL",
            description = "Shows what is at least as bad: error, warning, info. Default: all.")
    private Severity threshold = Severity.INFO;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (form.sarif && (what.rules || what.code != null)) {
            complain("--sarif is for what is found in files; take --json");
            return ExitCode.USAGE;
        }
        if (what.rules) {
            rules();
            return ExitCode.OK;
        }
        if (what.code != null) {
            return explain(what.code);
        }
        ManifestFiles read = ManifestFiles.read(what.files);
        Facts known = Facts.NONE;
        Optional<String> wrong = Optional.empty();
        try {
            known = facts == null ? Facts.NONE : ManifestFiles.facts(facts).networks();
        } catch (InvalidInput e) {
            wrong = Optional.of(String.valueOf(e.getMessage()));
        }
        read.problems().forEach(this::complain);
        wrong.ifPresent(this::complain);
        if (wrong.isPresent()) {
            return ExitCode.USAGE;
        }
        List<Finding> findings = Lint.look(read.documents(), known).stream()
                .filter(finding -> finding.rule().severity().reaches(threshold))
                .toList();
        boolean allRead = read.problems().isEmpty();
        if (allRead && read.documents().isEmpty()) {
            complain("there is nothing in these files");
        }
        show(findings, allRead);
        if (!allRead) {
            return ExitCode.USAGE;
        }
        boolean errors = findings.stream().anyMatch(finding -> finding.rule().severity() == Severity.ERROR);
        return errors ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** Of files that were not all read nobody says that nothing was found. */
    private void show(List<Finding> findings, boolean allRead) {
        if (form.json) {
            Json.print(findings.stream().map(LintText.Shown::of).toList());
        } else if (form.sarif) {
            Json.print(SarifLog.of(findings));
        } else if (allRead || !findings.isEmpty()) {
            System.out.print(LintText.of(findings));
        }
    }

    private void rules() {
        if (form.json) {
            Json.print(Catalogue.RULES.stream().map(LintText.ShownRule::of).toList());
            return;
        }
        Table table = new Table("CODE", "SEVERITY", "MISTAKE");
        Catalogue.RULES.forEach(rule -> table.row(rule.code(), LintText.word(rule.severity()), rule.title()));
        System.out.print(table);
    }

    private int explain(String code) {
        Optional<Rule> rule = Catalogue.rule(code);
        rule.ifPresentOrElse(
                found -> {
                    if (form.json) {
                        Json.print(LintText.ShownRule.of(found));
                    } else {
                        System.out.print(LintText.explained(found));
                    }
                },
                () -> complain(code + " is no rule; culvert lint --rules lists them"));
        return rule.isPresent() ? ExitCode.OK : ExitCode.USAGE;
    }

    private void complain(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("culvert: " + message);
        err.flush();
    }
}
