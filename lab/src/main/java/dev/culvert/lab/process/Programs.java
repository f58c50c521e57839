package dev.culvert.lab.process;

import dev.culvert.lab.LabException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Runs programs to their end. */
public final class Programs {
    private static final Executor READERS = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("output-", 0).factory());

    private Programs() {}

    /** Runs {@code command} with {@code input} and waits for it, whatever its exit code. */
    public static Finished run(List<String> command, String input) {
        return run(new ProcessBuilder(command), input);
    }

    /** Runs {@code builder}'s command with {@code input} and waits for it, whatever its exit code. */
    public static Finished run(ProcessBuilder builder, String input) {
        List<String> command = builder.command();
        try {
            Process process = builder.start();
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended before it read everything; its exit code tells more than this would.
            }
            return new Finished(process.waitFor(), out.join(), err.join());
        } catch (IOException e) {
            throw new LabException("cannot run %s: %s".formatted(command.getFirst(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + command.getFirst(), e);
        }
    }

    /** Runs {@code command} and insists that it succeeds. */
    public static String require(List<String> command, String input) {
        Finished finished = run(command, input);
        if (finished.exitCode() != 0) {
            throw new LabException("%s failed with exit code %d: %s"
                    .formatted(
                            String.join(" ", command), finished.exitCode(), (finished.err() + finished.out()).strip()));
        }
        return finished.out();
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                READERS);
    }
}
