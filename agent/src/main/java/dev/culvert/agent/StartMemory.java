package dev.culvert.agent;

import dev.culvert.netlink.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives back memory that only the start and the compiler needed: an agent lives for months, in many pods, on few pages of
 * the JVM's library and class archive. Pages of files that were never written to are dropped; they come back from the page
 * cache if they are needed after all.
 */
final class StartMemory {
    private static final System.Logger LOG = System.getLogger("culvert.agent");

    /** By then an agent has done all kinds of things that it does at rest. */
    private static final Duration START = Duration.ofSeconds(5);

    /** What is done often enough is compiled in the first minutes. */
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private static final int TIMES = 10;
    private static final int MADV_DONTNEED = 4;

    /** The head of a private, read-only mapping of a file in smaps (proc(5)). */
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r-[-x]p \\S+ \\S+ [1-9]\\d* +/.*");

    /** Of it, what was written to: relocations, before it became read-only. Dropping that would lose it. */
    private static final Pattern WRITTEN = Pattern.compile("Anonymous: +(\\d+) kB");

    private StartMemory() {}

    /** Does so in a while, and a few times more. */
    static void releaseSoon() {
        Thread.ofPlatform().daemon().name("start-memory").start(() -> {
            try {
                Thread.sleep(START);
                for (int time = 0; time < TIMES; time++) {
                    release();
                    Thread.sleep(AGAIN);
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the start's memory stays: {0}", e.getMessage());
            }
        });
    }

    private static void release() throws IOException {
        System.gc();
        Libc.call(Libc.Function.MALLOC_TRIM, 0, 0, 0);
        long from = 0;
        long to = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher written = WRITTEN.matcher(line);
            if (written.matches()) {
                if (from != to && written.group(1).equals("0")) {
                    Libc.call(Libc.Function.MADVISE, from, to - from, MADV_DONTNEED);
                }
                from = to;
                continue;
            }
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches()) {
                from = Long.parseUnsignedLong(mapping.group(1), 16);
                to = Long.parseUnsignedLong(mapping.group(2), 16);
            }
        }
    }
}
