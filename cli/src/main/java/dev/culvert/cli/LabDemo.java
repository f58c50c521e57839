package dev.culvert.cli;

import dev.culvert.cli.LabUp.LabOptions;
import dev.culvert.lab.daemon.LabClient;
import dev.culvert.lab.daemon.LabHome;
import dev.culvert.lab.daemon.LabProcess;
import dev.culvert.lab.demo.DemoReport;
import dev.culvert.lab.demo.Finding;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert lab demo}. */
@Command(
        name = "demo",
        description =
                "Builds a lab of its own, lets one thing after the other fail, and says whether every promise held;"
                        + " exit code 1 if one did not.",
        mixinStandardHelpOptions = true)
final class LabDemo implements Callable<Integer> {
    @Mixin
    private LabOptions options = new LabOptions();

    @Option(names = "--json", description = "As data.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Consumer<String> progress = line -> System.err.println("  " + line);
        // Of those that were killed with all their programs: their names do not come again.
        LabHome.removeRemains("demo-");
        LabHome home = LabHome.of("demo-" + ProcessHandle.current().pid());
        System.err.println("a small internet in network namespaces; Ctrl-C ends it and leaves nothing behind");
        LabProcess process = LabProcess.start(home, options.spec(), true, progress);
        Thread end = new Thread(() -> {
            try {
                process.end();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(end);
        DemoReport report = LabClient.of(home).demo(progress);
        if (json) {
            Json.print(report);
        } else {
            System.out.print(text(report));
        }
        return report.held() ? 0 : 1;
    }

    static String text(DemoReport report) {
        Table table = new Table("WHAT", "MEASURED", "PROMISED", "");
        String step = "";
        for (Finding finding : report.findings()) {
            if (!finding.step().equals(step)) {
                step = finding.step();
                table.row(step, "", "", "");
            }
            table.row(
                    "   " + finding.what(),
                    finding.measured(),
                    finding.promised(),
                    switch (finding.judgement()) {
                        case HELD -> "held";
                        case BROKEN -> "BROKEN";
                        case SHOWN -> "";
                    });
        }
        long promises = count(report, Finding.Judgement.HELD) + count(report, Finding.Judgement.BROKEN);
        String verdict =
                report.held() ? "every promise held: %d of %d, in %.0f s" : "BROKEN: %d of %d promises held, in %.0f s";
        return table + "\n" + verdict.formatted(count(report, Finding.Judgement.HELD), promises, report.seconds())
                + "\n";
    }

    private static long count(DemoReport report, Finding.Judgement judgement) {
        return report.findings().stream()
                .filter(finding -> finding.judgement() == judgement)
                .count();
    }
}
