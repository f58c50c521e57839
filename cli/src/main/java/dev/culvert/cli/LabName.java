package dev.culvert.cli;

import dev.culvert.lab.daemon.LabClient;
import dev.culvert.lab.daemon.LabHome;
import picocli.CommandLine.Option;

/** Which laboratory is meant. */
final class LabName {
    @Option(
            names = "--lab",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Which lab, where several run side by side (default: ${DEFAULT-VALUE}).")
    private String name = "default";

    LabHome home() {
        return LabHome.of(name);
    }

    LabClient client() {
        return LabClient.of(home());
    }
}
