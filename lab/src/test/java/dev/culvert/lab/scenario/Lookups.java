package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A client that looks up one new name after the other, as applications do: by glibc, with its resolv.conf. Nobody has asked for them before: a
 * resolver remembers for a while what it could not find.
 */
final class Lookups implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path told;
    private final Process process;

    Lookups(Lab lab, String client) throws IOException {
        this(lab, client, "");
    }

    /** With options beside those of resolv.conf (resolv.conf(5), RES_OPTIONS). */
    Lookups(Lab lab, String client, String options) throws IOException {
        told = Files.createTempFile("lookups", ".txt");
        process = lab.start(
                client,
                new ProcessBuilder(
                                "sh",
                                "-c",
                                """
                export RES_OPTIONS="$0"
                i=0
                while i=$((i + 1)); do
                  if getent ahostsv4 $1-$i.many.internet.example. >/dev/null; then echo found $i; else echo failed $i; fi
                done
                """,
                                options,
                                UUID.randomUUID().toString().substring(0, 8))
                        .redirectErrorStream(true)
                        .redirectOutput(told.toFile()));
    }

    /** Waits until that many more have ended, found or not. */
    void awaitMore(int many) throws IOException {
        int before = Files.readAllLines(told).size();
        Awaitility.await().atMost(PATIENCE).until(() -> Files.readAllLines(told).size() >= before + many);
    }

    /** Those that were not found. */
    List<String> failed() throws IOException {
        return Files.readAllLines(told).stream()
                .filter(line -> !line.startsWith("found"))
                .toList();
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.deleteIfExists(told);
    }
}
