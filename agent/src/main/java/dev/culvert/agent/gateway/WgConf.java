package dev.culvert.agent.gateway;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A configuration as wg(8) reads and prints it, compared regardless of order. Never printed: it holds keys. */
final class WgConf {
    private static final String PORT = "ListenPort = ";

    private final Map<String, Set<String>> sections;

    private WgConf(Map<String, Set<String>> sections) {
        this.sections = sections;
    }

    /** Reads {@code wg showconf}, or what is given to {@code wg setconf}. */
    static WgConf parse(String text) {
        var sections = new HashMap<String, Set<String>>();
        for (String section : text.split("(?m)^(?=\\[)", -1)) {
            var lines = new HashSet<String>();
            String name = "";
            for (String line : section.lines().map(String::strip).toList()) {
                if (line.startsWith("AllowedIPs = ")) {
                    for (String prefix : line.substring(line.indexOf('=') + 1).split(",", -1)) {
                        lines.add("AllowedIPs = " + prefix.strip());
                    }
                } else if (!line.isEmpty()) {
                    lines.add(line);
                }
                if (line.startsWith("[Interface]") || line.startsWith("PublicKey")) {
                    name = line;
                }
            }
            sections.merge(name, lines, (one, other) -> {
                one.addAll(other);
                return one;
            });
        }
        return new WgConf(sections);
    }

    /** The line with the UDP port in force; empty if there is none. */
    static String port(String text) {
        return text.lines()
                .filter(line -> line.startsWith(PORT))
                .findFirst()
                .map(line -> line + "\n")
                .orElse("");
    }

    /** With what {@code wg syncconf} would else take away. */
    static String withPortAndMark(String text, String port, int mark) {
        return text.replace(
                "[Interface]\n",
                "[Interface]\n"
                        + (text.contains(PORT) ? "" : port)
                        + (text.contains("FwMark") ? "" : "FwMark = 0x" + Integer.toHexString(mark) + "\n"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WgConf that && sections.equals(that.sections);
    }

    @Override
    public int hashCode() {
        return sections.hashCode();
    }

    @Override
    public String toString() {
        return "a configuration of " + (sections.size() - 1) + " sections";
    }
}
