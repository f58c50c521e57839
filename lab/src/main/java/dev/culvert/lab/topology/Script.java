package dev.culvert.lab.topology;

import java.util.List;

/**
 * What to type in one host.
 *
 * @param host the host's name
 * @param lines lines for sh, each of which must succeed
 */
public record Script(String host, List<String> lines) {
    public Script {
        lines = List.copyOf(lines);
    }

    /** A script of the lines of {@code text}. */
    static Script of(String host, String text) {
        return new Script(host, text.lines().toList());
    }
}
