package dev.culvert.cli;

import dev.culvert.lab.FailureMode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code culvert lab fail}. */
@Command(
        name = "fail",
        description = "Makes a host fail; `culvert lab heal HOST` undoes it.",
        mixinStandardHelpOptions = true)
final class LabFail implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Parameters(paramLabel = "HOST", description = "Any host that runs something, or holds a tunnel.")
    private String host = "";

    @Option(
            names = "--how",
            paramLabel = "HOW",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); blackhole: the tunnel swallows packets"
                    + " while its engine looks well.")
    private FailureMode how = FailureMode.KILL;

    @Override
    public Integer call() {
        lab.client().fail(host, how);
        return 0;
    }
}
