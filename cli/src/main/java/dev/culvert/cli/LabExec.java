package dev.culvert.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code culvert lab exec}. */
@Command(
        name = "exec",
        description = "Runs a command in a host; its input, output and exit code pass through.",
        mixinStandardHelpOptions = true)
final class LabExec implements Callable<Integer> {
    @Mixin
    private LabName lab = new LabName();

    @Parameters(index = "0", paramLabel = "HOST", description = "client-1, router-1, gateway-1, exit-1, remote-1, …")
    private String host = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "After --, what to run.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(lab.client().command(host, command))
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process.toHandle())));
        return process.waitFor();
    }

    /** Whoever ends this ends the command, which is a child of a child. */
    private static void end(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
