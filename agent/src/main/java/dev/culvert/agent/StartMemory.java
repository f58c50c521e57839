package dev.culvert.agent;

import dev.culvert.netlink.libc.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** Of it, what was written to: relocations, before it became read-only. Dropping that would lose it, wherever it is by now. */
    private static final Pattern WRITTEN = Pattern.compile("(Anonymous|Swap): +(\\d+) kB");

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
        for (Range range : neverWritten(Files.readAllLines(Path.of("/proc/self/smaps")))) {
            Libc.call(Libc.Function.MADVISE, range.from, range.to - range.from, MADV_DONTNEED);
        }
    }

    /** Addresses from the first to before the last. */
    record Range(long from, long to) {}

    /** Mappings that hold nothing but what their files hold, by the lines of smaps, in which {@code Swap} comes last. */
    static List<Range> neverWritten(List<String> smaps) {
        var ranges = new ArrayList<Range>();
        Optional<Range> candidate = Optional.empty();
        for (String line : smaps) {
            Matcher mapping = MAPPING.matcher(line);
            Matcher written = WRITTEN.matcher(line);
            if (mapping.matches()) {
                candidate = Optional.of(new Range(
                        Long.parseUnsignedLong(mapping.group(1), 16), Long.parseUnsignedLong(mapping.group(2), 16)));
            } else if (written.matches() && !written.group(2).equals("0")) {
                candidate = Optional.empty();
            } else if (written.matches() && written.group(1).equals("Swap")) {
                candidate.ifPresent(ranges::add);
                candidate = Optional.empty();
            }
        }
        return List.copyOf(ranges);
    }
}
