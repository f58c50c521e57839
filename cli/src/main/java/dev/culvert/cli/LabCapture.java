package dev.culvert.cli;

import dev.culvert.lab.capture.CaptureReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert lab capture}. */
@Command(
        name = "capture",
        description = "Shows what passed the uplink outside tunnels since the start; exit code 1 if anything leaked.",
        mixinStandardHelpOptions = true)
final class LabCapture implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Option(names = "--json", description = "As data.")
    private boolean json;

    @Override
    public Integer call() {
        CaptureReport report = lab.client().capture();
        if (json) {
            Json.print(report);
        } else {
            System.out.print(text(report));
        }
        return report.clean() ? 0 : 1;
    }

    static String text(CaptureReport report) {
        StringBuilder text = new StringBuilder(StatusText.capture(report));
        if (!report.samples().isEmpty()) {
            Table table = new Table("TIME", "PROTOCOL", "FROM", "PORT", "TO", "PORT");
            for (CaptureReport.Sample sample : report.samples()) {
                table.row(
                        sample.time(),
                        sample.protocol(),
                        sample.source(),
                        Integer.toString(sample.sourcePort()),
                        sample.destination(),
                        Integer.toString(sample.destinationPort()));
            }
            text.append(table);
        }
        return text.toString();
    }
}
