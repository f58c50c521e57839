package dev.culvert.operator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator as a program of its own, as a user of the API server, that can be killed at any moment. */
public final class OperatorProcess implements AutoCloseable {
    private static final Pattern PAGES = Pattern.compile("pages on port (\\d+)");

    private final Path log;
    private final Process process;

    /** Starts; returns at once. */
    public OperatorProcess(ApiServer server, String user, int statusPort, List<String> options, List<String> jvm) {
        try {
            Path facts = Files.createTempFile(server.folder(), "facts", ".yaml");
            Files.writeString(facts, World.facts().toString());
            log = Files.createTempFile(server.folder(), "operator", ".log");
            var command = new ArrayList<String>(List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC"));
            command.addAll(jvm);
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("culvert.classpath", System.getProperty("java.class.path")),
                    "dev.culvert.operator.Main",
                    "--namespace=default",
                    "--cluster-facts=" + facts,
                    "--status-port=" + statusPort));
            if (options.stream().noneMatch(option -> option.startsWith("--pages-port"))) {
                command.add("--pages-port=0");
            }
            command.addAll(options);
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("KUBECONFIG", server.kubeconfig(user).toString());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has come so far that it serves its pages. */
    public boolean runs() {
        return PAGES.matcher(log()).find();
    }

    /** What it wrote. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its page for Prometheus. */
    public String metrics() throws Exception {
        Matcher port = PAGES.matcher(log());
        assertThat(port.find()).as("it runs").isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI page = URI.create("http://127.0.0.1:" + port.group(1) + "/metrics");
            return client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** As {@code kill -9}. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As the kubelet ends it, which waits 30 s before it kills. */
    public int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("it ends by itself")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
