package dev.culvert.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On what and when something was measured. */
public final class Machine {
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.*)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(\\d+) kB");

    private Machine() {}

    /** Processors, memory, kernel and JDK, in a line. */
    public static String description() {
        return "%d × %s, %s GiB, Linux %s, JDK %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        first(MODEL, Path.of("/proc/cpuinfo"), System.getProperty("os.arch")),
                        Math.round(Double.parseDouble(first(MEMORY, Path.of("/proc/meminfo"), "0")) / (1 << 20)),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    /** The date, as in ISO 8601. */
    public static String today() {
        return LocalDate.now(java.time.ZoneId.systemDefault()).toString();
    }

    private static String first(Pattern pattern, Path file, String otherwise) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            return matcher.find() ? matcher.group(1).strip() : otherwise;
        } catch (IOException e) {
            return otherwise;
        }
    }
}
