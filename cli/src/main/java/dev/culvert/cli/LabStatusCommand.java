package dev.culvert.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code culvert lab status}. */
@Command(
        name = "status",
        description = "Shows hosts, tunnels, health, who holds the VIP, flows an exit, and packets leaked.",
        mixinStandardHelpOptions = true)
final class LabStatusCommand implements Callable<Integer> {
    @Mixin
    private LabView lab = new LabView();

    @Override
    public Integer call() {
        lab.print(lab.client().status(), StatusText::of);
        return 0;
    }
}
