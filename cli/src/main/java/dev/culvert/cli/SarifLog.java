package dev.culvert.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.culvert.manifest.lint.Finding;
import dev.culvert.manifest.lint.rules.Catalogue;
import dev.culvert.manifest.lint.rules.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS). */
record SarifLog(@JsonProperty("$schema") String schema, String version, List<Run> runs) {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    record Run(Tool tool, List<Result> results) {}

    record Tool(Driver driver) {}

    record Driver(String name, List<ReportingDescriptor> rules) {}

    record ReportingDescriptor(
            String id,
            Message shortDescription,
            Message fullDescription,
            Message help,
            Configuration defaultConfiguration) {}

    record Configuration(String level) {}

    record Message(String text) {}

    record Result(String ruleId, int ruleIndex, String level, Message message, List<Location> locations) {}

    record Location(PhysicalLocation physicalLocation, List<LogicalLocation> logicalLocations) {}

    record PhysicalLocation(ArtifactLocation artifactLocation, Region region) {}

    record ArtifactLocation(String uri) {}

    record Region(int startLine, int startColumn) {}

    record LogicalLocation(String fullyQualifiedName) {}

    static SarifLog of(List<Finding> findings) {
        List<ReportingDescriptor> rules = Catalogue.RULES.stream()
                .map(rule -> new ReportingDescriptor(
                        rule.code(),
                        new Message(rule.title()),
                        new Message(rule.why()),
                        new Message(rule.remedy()),
                        new Configuration(level(rule.severity()))))
                .toList();
        List<Result> results = findings.stream().map(SarifLog::result).toList();
        return new SarifLog(SCHEMA, "2.1.0", List.of(new Run(new Tool(new Driver("culvert lint", rules)), results)));
    }

    private static Result result(Finding finding) {
        return new Result(
                finding.rule().code(),
                Catalogue.RULES.indexOf(finding.rule()),
                level(finding.rule().severity()),
                new Message(finding.rule().title() + ": " + finding.message() + ". "
                        + finding.rule().remedy()),
                List.of(new Location(
                        new PhysicalLocation(
                                new ArtifactLocation(uri(finding.place().file())),
                                new Region(
                                        finding.place().line(), finding.place().column())),
                        List.of(new LogicalLocation(finding.place().path())))));
    }

    /** A relative reference stays one, so that it is found in any checkout. */
    private static String uri(String file) {
        Path path = Path.of(file);
        try {
            return path.isAbsolute()
                    ? path.toUri().toString()
                    : new URI(null, null, path.toString().replace('\\', '/'), null).toASCIIString();
        } catch (URISyntaxException e) {
            return path.toUri().toString();
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
