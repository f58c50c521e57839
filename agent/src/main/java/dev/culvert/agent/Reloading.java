package dev.culvert.agent;

import dev.culvert.model.InvalidInput;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs what the settings' file says, and goes on with what it says now as soon as it, or a file that it names, has changed. The
 * kernel keeps all state, so the next agent finds everything in place and changes the difference. What cannot be used is told
 * and changes nothing.
 */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("culvert.settings");
    /** A mounted file is looked at, not watched: the kubelet swaps a link in a folder above it. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path settings;
    private final Prepared.Reader reader;
    private volatile boolean stopping;
    private volatile @Nullable Agent working;
    private final AtomicReference<@Nullable Prepared> next = new AtomicReference<>();

    Reloading(Path settings, Prepared.Reader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    /** Works until {@link #stop}; settings that cannot be used are an error only at first. */
    void run() throws IOException {
        FileContents first = FileContents.of(settings);
        Prepared current = reader.read();
        FileContents seen = first.with(current.secrets());
        Thread.ofPlatform().daemon().name("settings").start(() -> watch(seen));
        Prepared proven = current;
        String refusal = "";
        while (!stopping) {
            try (Agent agent = current.start().agent()) {
                if (!current.equals(proven)) {
                    proven = current;
                    refusal = "";
                }
                if (!refusal.isEmpty()) {
                    agent.refused(refusal);
                }
                working = agent;
                if (next.get() == null && !stopping) {
                    agent.run();
                }
            } catch (InvalidInput | NetlinkException | NftablesException | IOException e) {
                if (current.equals(proven)) {
                    throw e;
                }
                LOG.log(System.Logger.Level.ERROR, "the new settings cannot be put in force, the old stay: {0}", e);
                refusal = String.valueOf(e.getMessage());
                current = proven;
                continue;
            }
            Prepared newer = next.getAndSet(null);
            if (newer != null) {
                current = newer;
            }
        }
    }

    private void watch(FileContents before) {
        FileContents seen = before;
        String told = "";
        while (!stopping) {
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            FileContents now = seen.again();
            // As before again is news, too, to whom something else was told meanwhile.
            if (now.equals(seen) && told.isEmpty()) {
                continue;
            }
            try {
                Prepared understood = reader.read();
                seen = now.with(understood.secrets());
                told = "";
                next.set(understood);
                LOG.log(System.Logger.Level.INFO, "the settings have changed");
                Agent old = working;
                if (old != null) {
                    old.stop();
                }
            } catch (InvalidInput | IOException e) {
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

    /** Ends {@link #run} soon; from any thread. */
    void stop() {
        stopping = true;
        Agent agent = working;
        if (agent != null) {
            agent.stop();
        }
    }
}
