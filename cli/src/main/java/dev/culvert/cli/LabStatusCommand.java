package dev.culvert.cli;

import dev.culvert.lab.LabStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code culvert lab status}. */
@Command(
        name = "status",
        description = "Shows hosts, tunnels, health, who holds the VIP, flows an exit, and packets leaked.",
        mixinStandardHelpOptions = true)
final class LabStatusCommand implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Option(names = "--json", description = "As data.")
    private boolean json;

    @Override
    public Integer call() {
        LabStatus status = lab.client().status();
        if (json) {
            Json.print(status);
        } else {
            System.out.print(StatusText.of(status));
        }
        return 0;
    }
}
