package dev.culvert.cli;

import dev.culvert.lab.LabException;
import dev.culvert.lab.WrongUsage;
import dev.culvert.lab.bench.BenchOptions;
import dev.culvert.lab.bench.BenchProcess;
import dev.culvert.lab.bench.BenchReport;
import dev.culvert.lab.bench.Benchmark;
import dev.culvert.lab.bench.Machine;
import dev.culvert.lab.bench.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert bench}. */
@Command(
        name = "bench",
        description = "Measures what is promised, each figure beside its peer's from the same run.",
        footer = {"", "Exit code 0 only if every target was reached. docs/benchmarks.md tells how each is measured."},
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            completionCandidates = Names.class,
            description = "Which: ${COMPLETION-CANDIDATES} (default: all).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--runs", paramLabel = "N", description = "Repetitions (default: each benchmark's own).")
    private @Nullable Integer runs;

    @Option(names = "--quick", description = "Fewer and shorter: to see that all works.")
    private boolean quick;

    @ArgGroup
    private Format format = new Format();

    /** How to print. */
    private static final class Format {
        @Option(names = "--json", description = "As data.")
        private boolean json;

        @Option(names = "--markdown", description = "As the tables of docs/benchmarks.md.")
        private boolean markdown;
    }

    /** For help and completion. */
    private static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Arrays.stream(Benchmark.values()).map(Benchmark::word).toList());
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (runs != null && runs < 1) {
            throw new WrongUsage("--runs %d: take 1 or more".formatted(runs));
        }
        List<Row> rows = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Benchmark benchmark : chosen()) {
            System.err.println(benchmark.word() + ": " + benchmark.description());
            try {
                rows.addAll(BenchProcess.run(benchmark, new BenchOptions(runs == null ? 0 : runs, quick)));
            } catch (LabException e) {
                // What others took half an hour to measure is not thrown away for it.
                System.err.println(e.getMessage());
                failed.add(benchmark.word());
            }
        }
        BenchReport report = new BenchReport(Machine.description(), Machine.today(), quick, rows, failed);
        if (format.json) {
            Json.print(report);
        } else if (format.markdown) {
            System.out.print(report.markdown());
        } else {
            print(report);
        }
        return report.met() ? 0 : 1;
    }

    private List<Benchmark> chosen() {
        if (names.isEmpty()) {
            return List.of(Benchmark.values());
        }
        return names.stream().map(BenchCommand::named).toList();
    }

    private static Benchmark named(String name) {
        return Arrays.stream(Benchmark.values())
                .filter(benchmark -> benchmark.word().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUsage("no benchmark is called %s; there are: %s"
                        .formatted(
                                name,
                                Arrays.stream(Benchmark.values())
                                        .map(Benchmark::word)
                                        .collect(Collectors.joining(", ")))));
    }

    private static void print(BenchReport report) {
        Table table = new Table("WHAT", "CULVERT", "PEER", "RATIO", "TO REACH", "REACHED", "NOTES");
        for (Row row : report.rows()) {
            String peer =
                    row.peerText() + (row.peerText().isEmpty() || row.against().isEmpty() ? "" : ", ");
            table.row(
                    row.what(),
                    row.oursText(),
                    peer + row.against(),
                    row.ratioText(),
                    row.target(),
                    row.verdict(),
                    row.detail());
        }
        System.out.print(table);
        report.failed().forEach(name -> System.out.println(name + ": could not be measured"));
        System.out.println(report.machine());
    }
}
