package dev.culvert.lab.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.LabException;
import dev.culvert.lab.LabStatus;
import dev.culvert.lab.capture.CaptureReport;
import dev.culvert.lab.demo.DemoReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A running laboratory, seen from outside. */
public final class LabClient {
    private static final long PATIENCE_SECONDS = 10;
    /** Nothing that is asked takes half as long, but for the demonstration. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(15);

    private final LabHome home;

    private LabClient(LabHome home) {
        this.home = home;
    }

    /** The laboratory that lives in {@code home}; a dead one's remains are removed on the way. */
    public static LabClient of(LabHome home) {
        if (!home.lives()) {
            home.removeRemains();
        }
        if (!home.lives()) {
            List<String> others = LabHome.living();
            throw new LabException("no lab called %s is up: start one by `culvert lab up%s`%s"
                    .formatted(
                            home.name(),
                            home.option(),
                            others.isEmpty() ? "" : ", or choose by --lab from: " + String.join(", ", others)));
        }
        return new LabClient(home);
    }

    /** What is true now. */
    public LabStatus status() {
        return read(ask("status", "", ""), LabStatus.class);
    }

    /** What passed the uplink outside tunnels since the start. */
    public CaptureReport capture() {
        return read(ask("capture", "", ""), CaptureReport.class);
    }

    /** Runs the demonstration, which takes about a minute. */
    public DemoReport demo(Consumer<String> progress) {
        return read(ask("demo", "", "", progress), DemoReport.class);
    }

    /** Makes a host fail. */
    public void fail(String host, FailureMode how) {
        var _ = ask("fail", host, how.word());
    }

    /** Undoes a failure. */
    public void heal(String host) {
        var _ = ask("heal", host, "");
    }

    /** A command as it must be run outside of the laboratory to run inside {@code host}. */
    public List<String> command(String host, List<String> command) {
        JsonNode entry = ask("entry", host, "");
        List<String> line = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(init().pid()),
                "--user",
                "--preserve-credentials",
                "--mount",
                "--net",
                "--pid"));
        entry.forEach(word -> line.add(word.asText()));
        line.addAll(command);
        return line;
    }

    /** Ends the laboratory and waits until nothing is left of it. */
    public void down() throws InterruptedException {
        Optional<ProcessHandle> holder = home.holder();
        try {
            asked(() -> Control.ask(home.socket(), new Control.Request("down", "", ""), PATIENCE_AT_THE_END));
        } catch (LabException e) {
            // Whatever it is busy with, it ends.
            holder.ifPresent(ProcessHandle::destroyForcibly);
        }
        if (holder.isPresent()) {
            await(holder.get());
        }
        home.remove();
    }

    private static void await(ProcessHandle holder) throws InterruptedException {
        try {
            holder.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            holder.destroyForcibly();
        } catch (ExecutionException e) {
            throw new LabException("cannot wait for the lab's end", e);
        }
    }

    /** Process 1 of the laboratory, as the outside sees it. */
    private ProcessHandle init() {
        return home.holder()
                .flatMap(holder -> holder.children().findFirst())
                .orElseThrow(() -> new LabException("lab %s has just ended".formatted(home.name())));
    }

    private JsonNode ask(String verb, String host, String how) {
        return asked(() -> Control.ask(home.socket(), new Control.Request(verb, host, how), PATIENCE));
    }

    private JsonNode ask(String verb, String host, String how, Consumer<String> progress) {
        return asked(() -> Control.ask(home.socket(), new Control.Request(verb, host, how), progress));
    }

    /** A question to the daemon. */
    private interface Question {
        JsonNode ask() throws IOException;
    }

    private JsonNode asked(Question question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new LabException(
                    "lab %s does not answer (%s): end it by `culvert lab down%s`"
                            .formatted(home.name(), e.getClass().getSimpleName(), home.option()),
                    e);
        }
    }

    private <T> T read(JsonNode json, Class<T> type) {
        try {
            return new JsonMapper().treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new LabException(
                    "lab %s is of another version: end it by `culvert lab down%s`"
                            .formatted(home.name(), home.option()),
                    e);
        }
    }
}
