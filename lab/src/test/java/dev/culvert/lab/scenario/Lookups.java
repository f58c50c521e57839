package dev.culvert.lab.scenario;

import dev.culvert.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A client that looks up one new name after the other, as applications do: by glibc, with its resolv.conf. */
final class Lookups implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path told;
    private final Process process;

    Lookups(Lab lab, String client) throws IOException {
        told = Files.createTempFile("lookups", ".txt");
        process = lab.start(
                client,
                new ProcessBuilder("sh", "-c", """
                i=0
                while i=$((i + 1)); do
                  if getent ahostsv4 lookup-$i.many.internet.example. >/dev/null; then echo found $i; else echo failed $i; fi
                done
                """).redirectErrorStream(true).redirectOutput(told.toFile()));
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
