package dev.culvert.operator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real kubectl, as a person runs it. */
public final class Kubectl {
    private static final int PATIENCE_SECONDS = 60;

    private final ApiServer server;

    public Kubectl(ApiServer server) {
        this.server = server;
    }

    /** What it prints; an error if it fails. */
    public String run(String... arguments) {
        return with("", arguments);
    }

    /** The same with that on its standard input. */
    public String with(String input, String... arguments) {
        try {
            var command = new ArrayList<String>(List.of("kubectl", "--kubeconfig=" + server.kubeconfig("admin")));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream standardInput = process.getOutputStream()) {
                standardInput.write(input.getBytes(UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
