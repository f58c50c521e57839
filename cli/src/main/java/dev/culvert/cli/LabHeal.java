package dev.culvert.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code culvert lab heal}. */
@Command(name = "heal", description = "Undoes what made a host fail.", mixinStandardHelpOptions = true)
final class LabHeal implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Parameters(paramLabel = "HOST", description = "The host that failed.")
    private String host = "";

    @Override
    public Integer call() {
        lab.client().heal(host);
        return 0;
    }
}
