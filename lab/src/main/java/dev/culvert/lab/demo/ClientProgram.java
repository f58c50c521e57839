package dev.culvert.lab.demo;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that a client runs again and again until it is stopped or killed. */
final class ClientProgram implements AutoCloseable {
    private static final String AGAIN = """
            while :; do
              if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi
              sleep $0
            done
            """;

    private final String name;
    private final Process process;
    private final Thread reader;
    private int tried;
    private int succeeded;

    private ClientProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().name(name).start(this::read);
    }

    /**
     * Starts it.
     *
     * @param pause between two runs, in seconds
     */
    static ClientProgram start(Lab lab, String client, String name, double pause, List<String> command) {
        try {
            String[] shell = {"sh", "-c", AGAIN, Double.toString(pause)};
            ProcessBuilder builder = new ProcessBuilder(shell)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.command().addAll(command);
            return new ClientProgram(name, lab.start(client, builder));
        } catch (IOException e) {
            throw new LabException("cannot start %s in %s: %s".formatted(name, client, e.getMessage()), e);
        }
    }

    /** Whether it ended within a second. */
    boolean ended() throws InterruptedException {
        return process.waitFor(1, TimeUnit.SECONDS);
    }

    synchronized Tries tries() {
        return new Tries(name, tried, succeeded);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                count(line.equals("yes"));
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    private synchronized void count(boolean success) {
        tried++;
        succeeded += success ? 1 : 0;
    }
}
