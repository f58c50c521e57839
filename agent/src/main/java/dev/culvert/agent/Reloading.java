package dev.culvert.agent;

import dev.culvert.netlink.NetlinkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs what the settings' file says, and goes on with what it says now as soon as it, or a file that it names, has changed. The
 * kernel keeps all state, so the next agent finds everything in place and changes the difference. What cannot be used is told
 * and changes nothing; what the kernel refused is tried again, since the kernel may have changed; what stands on something that is
 * not there yet waits for it, and the old goes on meanwhile.
 */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("culvert.settings");
    /** A mounted file is looked at, not watched: the kubelet swaps a link in a folder above it. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** For what new settings stand on. */
    private static final Duration QUICK_LOOK = Duration.ofMillis(50);
    /** Before what the kernel refused is tried again; then twice as long, each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Path settings;
    private final Prepared.Reader reader;
    private volatile boolean stopping;
    private volatile @Nullable Agent working;
    private final AtomicReference<@Nullable Prepared> next = new AtomicReference<>();
    private final AtomicReference<@Nullable Refused> refused = new AtomicReference<>();
    private final Duration firstPause;

    /**
     * Settings that could not be put in force.
     *
     * @param pause before they are tried again
     * @param since when that pause began, in {@link System#nanoTime}
     */
    private record Refused(Prepared settings, Duration pause, long since) {
        boolean isDue() {
            return System.nanoTime() - since >= pause.toNanos();
        }

        Refused again() {
            Duration twice = pause.multipliedBy(2);
            return new Refused(settings, twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE, System.nanoTime());
        }
    }

    Reloading(Path settings, Prepared.Reader reader) {
        this(settings, reader, FIRST_PAUSE);
    }

    Reloading(Path settings, Prepared.Reader reader, Duration firstPause) {
        this.settings = settings;
        this.reader = reader;
        this.firstPause = firstPause;
    }

    /** Works until {@link #stop}; settings that cannot be used are an error only at first. */
    void run() throws IOException {
        FileContents first = FileContents.of(settings);
        Prepared current = reader.read();
        FileContents seen = first.with(current.secrets());
        Thread.ofPlatform().daemon().name("settings").start(() -> watch(seen));
        current = onceThere(current);
        Prepared proven = current;
        String refusal = "";
        while (!stopping) {
            try (Agent agent = current.start()) {
                if (!current.equals(proven)) {
                    proven = current;
                    refusal = "";
                    refused.set(null);
                }
                if (!refusal.isEmpty()) {
                    agent.refused(refusal);
                }
                working = agent;
                if (next.get() == null && !stopping) {
                    agent.run();
                }
            } catch (RuntimeException | IOException e) {
                // Whatever it is, a defect of ours included: what was in force is better than nothing.
                if (current.equals(proven)) {
                    throw e;
                }
                LOG.log(System.Logger.Level.ERROR, "the new settings cannot be put in force, the old stay: {0}", e);
                refusal = String.valueOf(e.getMessage());
                Prepared failed = current;
                refused.updateAndGet(
                        before -> before != null && before.settings().equals(failed)
                                ? before
                                : new Refused(failed, firstPause, System.nanoTime()));
                current = proven;
                continue;
            }
            Prepared newer = next.getAndSet(null);
            if (newer != null) {
                current = newer;
            }
        }
    }

    /** Waits until the first settings can be put in force; these, or those that have taken their place meanwhile. */
    private Prepared onceThere(Prepared first) {
        Prepared current = first;
        String told = "";
        for (Optional<String> missing = current.missing(); missing.isPresent() && !stopping; ) {
            if (!missing.get().equals(told)) {
                told = missing.get();
                LOG.log(System.Logger.Level.INFO, "waits: {0}", told);
            }
            if (!sleep(QUICK_LOOK)) {
                break;
            }
            Prepared newer = next.getAndSet(null);
            current = newer == null ? current : newer;
            missing = current.missing();
        }
        return current;
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void watch(FileContents before) {
        FileContents seen = before;
        String told = "";
        Optional<Prepared> coming = Optional.empty();
        while (!stopping) {
            if (!sleep(coming.isPresent() ? QUICK_LOOK : LOOK)) {
                return;
            }
            if (coming.filter(Reloading::isThere).isPresent()) {
                coming.ifPresent(this::goOnWith);
                coming = Optional.empty();
            }
            Refused waiting = refused.get();
            if (waiting != null && waiting.isDue() && refused.compareAndSet(waiting, waiting.again())) {
                goOnWith(waiting.settings());
            }
            FileContents now = seen.again();
            // As before again is news, too, to whom something else was told meanwhile.
            if (now.equals(seen) && told.isEmpty()) {
                continue;
            }
            refused.set(null);
            coming = Optional.empty();
            try {
                Prepared understood = reader.read();
                seen = now.with(understood.secrets());
                told = "";
                LOG.log(System.Logger.Level.INFO, "the settings have changed");
                Agent old = working;
                Optional<String> missing = understood.missing();
                if (old == null || missing.isEmpty()) {
                    goOnWith(understood);
                } else {
                    LOG.log(System.Logger.Level.WARNING, "the old settings go on: {0}", missing.get());
                    old.refused(missing.get());
                    coming = Optional.of(understood);
                }
            } catch (RuntimeException | IOException e) {
                // They are read again each second: a name that was not found just now may be by then.
                if (told.equals(String.valueOf(e.getMessage()))) {
                    continue;
                }
                told = String.valueOf(e.getMessage());
                LOG.log(
                        System.Logger.Level.ERROR,
                        "the settings have changed and cannot be used, the old stay in force: {0}",
                        told);
                Agent old = working;
                if (old != null) {
                    old.refused(told);
                }
            }
        }
    }

    /** What the kernel does not tell now it may tell when it is asked again. */
    private static boolean isThere(Prepared settings) {
        try {
            return settings.missing().isEmpty();
        } catch (NetlinkException untold) {
            return false;
        }
    }

    private void goOnWith(Prepared newer) {
        next.set(newer);
        Agent old = working;
        if (old != null) {
            old.stop();
        }
    }

    /** Ends {@link #run} soon; from any thread. */
    void stop() {
        stopping = true;
        Agent agent = working;
        if (agent != null) {
            agent.stop();
        }
    }
}
