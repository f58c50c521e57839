package dev.culvert.manifest.lint.kube;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of gluetun, as the tags of its image name them: v3.41.3, v3.41. */
public record GluetunVersion(int major, int minor, int patch) implements Comparable<GluetunVersion> {
    /** From here on: {@code GET /v1/portforward}, the health check of long silence. */
    public static final GluetunVersion V3_41 = new GluetunVersion(3, 41, 0);

    /** From here on the control server has roles. */
    public static final GluetunVersion V3_39_1 = new GluetunVersion(3, 39, 1);

    private static final Pattern TAG = Pattern.compile("v?(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?");

    /** Reads a tag; nothing for {@code latest} and the like. A tag without patch is the newest of its line. */
    public static Optional<GluetunVersion> parse(String tag) {
        Matcher matcher = TAG.matcher(tag);
        return matcher.matches()
                ? Optional.of(new GluetunVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        matcher.group(3) == null ? 999 : Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** Whether it is older than another. */
    public boolean isBefore(GluetunVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(GluetunVersion other) {
        return Comparator.comparingInt(GluetunVersion::major)
                .thenComparingInt(GluetunVersion::minor)
                .thenComparingInt(GluetunVersion::patch)
                .compare(this, other);
    }
}
