package dev.culvert.cli;

import dev.culvert.lab.daemon.LabClient;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which laboratory to look at, and how to print what is there. */
final class LabView {
    @Mixin
    private LabName lab = new LabName();

    @Option(names = "--json", description = "As data.")
    private boolean json;

    LabClient client() {
        return lab.client();
    }

    <T> void print(T seen, Function<T, String> text) {
        if (json) {
            Json.print(seen);
        } else {
            System.out.print(text.apply(seen));
        }
    }
}
