package dev.culvert.lab.process;

import dev.culvert.lab.Host;
import dev.culvert.lab.LabException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One program of a host, started again after it ends for as long as it is wanted. */
final class SupervisedProgram {
    private static final Duration PAUSE_BEFORE_RESTART = Duration.ofMillis(500);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(3);

    private final Host host;
    private final ProgramSpec spec;
    private boolean wanted;
    private Optional<Process> process = Optional.empty();

    SupervisedProgram(Host host, ProgramSpec spec) {
        this.host = host;
        this.spec = spec;
    }

    ProgramSpec spec() {
        return spec;
    }

    /** Starts it, unless it runs. */
    synchronized void start() {
        wanted = true;
        if (process.filter(Process::isAlive).isPresent()) {
            return;
        }
        Path log = HostEntry.files(host.name()).resolve(spec.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(HostEntry.privileged(host, spec.command()))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(spec.environment());
        try {
            Process started = builder.start();
            process = Optional.of(started);
            var _ = started.onExit().thenAccept(this::ended);
        } catch (IOException e) {
            throw new LabException("cannot start %s in %s: %s".formatted(spec.name(), host.name(), e.getMessage()), e);
        }
    }

    /** From now on it is left alone when it ends; the caller is about to end it. */
    synchronized void abandon() {
        wanted = false;
    }

    /** Ends it: asks first, kills after three seconds. */
    void stop() throws InterruptedException {
        Optional<Process> running;
        synchronized (this) {
            wanted = false;
            running = process;
        }
        if (running.isPresent()) {
            running.get().destroy();
            if (!running.get().waitFor(PATIENCE_AT_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                running.get().destroyForcibly();
            }
        }
    }

    synchronized OptionalLong pid() {
        return process.filter(Process::isAlive)
                .map(running -> OptionalLong.of(running.pid()))
                .orElse(OptionalLong.empty());
    }

    private synchronized void ended(Process which) {
        boolean current = process.filter(which::equals).isPresent();
        if (wanted && current && spec.restart() == ProgramSpec.Restart.ALWAYS) {
            var _ = Thread.ofVirtual().start(this::restart);
        }
    }

    private void restart() {
        try {
            Thread.sleep(PAUSE_BEFORE_RESTART);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        synchronized (this) {
            if (wanted) {
                start();
            }
        }
    }
}
