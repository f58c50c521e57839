package dev.culvert.lab.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.culvert.lab.LabException;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.process.NamespacedJvm;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Starts the daemon in fresh namespaces. When the process that holds them ends, the kernel removes all there is. */
public final class LabProcess {
    private static final Duration SOCKET_PATIENCE = Duration.ofSeconds(20);

    private final LabHome home;
    private final Process process;

    private LabProcess(LabHome home, Process process) {
        this.home = home;
        this.process = process;
    }

    /**
     * Starts a laboratory and waits until it is up.
     *
     * @param attached whether it shall end with the calling process
     * @throws LabException if one of that name is up already, or if it cannot be built
     */
    public static LabProcess start(LabHome home, LabSpec spec, boolean attached, Consumer<String> progress) {
        var started = new AtomicReference<Optional<LabProcess>>(Optional.empty());
        // Until it is up, whoever waits for it may end it by ending.
        Thread abandoned = new Thread(() -> started.get().ifPresent(LabProcess::abandon));
        Runtime.getRuntime().addShutdownHook(abandoned);
        try {
            LabProcess lab = spawn(home, spec, attached, started);
            lab.awaitReady(progress);
            return lab;
        } catch (FileSystemException e) {
            throw new LabException(
                    "cannot start lab %s in %s: %s; XDG_STATE_HOME names another folder for it"
                            .formatted(home.name(), home.folder(), e),
                    e);
        } catch (IOException e) {
            throw new LabException("cannot start lab %s: %s".formatted(home.name(), e), e);
        } finally {
            forget(abandoned);
        }
    }

    private static void forget(Thread abandoned) {
        try {
            Runtime.getRuntime().removeShutdownHook(abandoned);
        } catch (IllegalStateException ending) {
            // Then it runs, as it should.
        }
    }

    /**
     * Of two that start one of the same name at once, the second finds the first's.
     *
     * @param started is told as soon as there is a process to end
     */
    private static LabProcess spawn(
            LabHome home, LabSpec spec, boolean attached, AtomicReference<Optional<LabProcess>> started)
            throws IOException {
        try (var _ = home.starting()) {
            if (home.lives()) {
                throw new LabException(
                        "lab %s is up already: end it by `culvert lab down%s`, or choose another name by --lab NAME"
                                .formatted(home.name(), home.option()));
            }
            home.remove();
            home.create();
            ProcessBuilder builder = new ProcessBuilder(command(home, spec, attached))
                    .redirectErrorStream(true)
                    .redirectOutput(home.log().toFile());
            if (!attached) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            LabProcess lab = new LabProcess(home, builder.start());
            started.set(Optional.of(lab));
            home.writePid(lab.process.pid());
            lab.awaitAnswer();
            return lab;
        }
    }

    private void abandon() {
        process.destroyForcibly();
        process.onExit().join();
        home.remove();
    }

    /** Waits until the laboratory ends. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends an attached laboratory: asks first, kills after ten seconds. */
    public void end() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has gone already.
        }
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        home.remove();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + SOCKET_PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw failed("did not start");
            }
            pause();
        }
    }

    private void awaitReady(Consumer<String> progress) {
        try {
            Control.ask(home.socket(), new Control.Request("watch", "", ""), progress);
        } catch (LabException | IOException e) {
            process.destroyForcibly();
            // The next command removes the log.
            throw new LabException(
                    "lab %s: %s; its log, %s, ends:%n%s"
                            .formatted(home.name(), e.getMessage(), home.log(), home.logEnd()),
                    e);
        }
    }

    /** The socket's file is there a moment before anybody listens. */
    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.socket()))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private LabException failed(String what) {
        process.destroyForcibly();
        return new LabException(
                "lab %s %s; its log, %s, ends:%n%s".formatted(home.name(), what, home.log(), home.logEnd()));
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private static List<String> command(LabHome home, LabSpec spec, boolean attached) throws JsonProcessingException {
        List<String> arguments =
                new ArrayList<>(List.of(home.folder().toString(), Control.JSON.writeValueAsString(spec)));
        if (attached) {
            arguments.add("while-stdin");
        }
        return NamespacedJvm.command(LabDaemon.class, arguments);
    }
}
