package dev.culvert.cli;

import dev.culvert.lab.capture.CaptureReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert lab capture}. */
@Command(
        name = "capture",
        description = "Shows what passed the uplink outside tunnels since the start; exit code 1 if anything leaked.",
        mixinStandardHelpOptions = true)
final class LabCapture implements Callable<Integer> {
    @Mixin
    private LabView lab = new LabView();

    @Override
    public Integer call() {
        CaptureReport report = lab.client().capture();
        lab.print(report, LabCapture::text);
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
