package dev.culvert.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert lab down}. */
@Command(name = "down", description = "Ends a lab and everything in it.", mixinStandardHelpOptions = true)
final class LabDown implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Override
    public Integer call() throws InterruptedException {
        lab.client().down();
        return 0;
    }
}
