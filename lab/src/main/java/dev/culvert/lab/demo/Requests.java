package dev.culvert.lab.demo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests of one client, one after the other.
 *
 * @param client who asked
 * @param asked how many
 * @param byExit how many came from each address
 */
public record Requests(String client, int asked, Map<String, Integer> byExit) {
    private static final Pattern IP = Pattern.compile("\"ip\": *\"([^\"]+)\"");

    /** Reads the answers of {@code /ip}, a line each; what is no answer is a failure. */
    static Requests of(String client, int asked, List<String> answers) {
        Map<String, Integer> byExit = new TreeMap<>();
        for (String answer : answers) {
            Matcher matcher = IP.matcher(answer);
            if (matcher.find()) {
                byExit.merge(matcher.group(1), 1, Integer::sum);
            }
        }
        return new Requests(client, asked, byExit);
    }

    /** How many got no answer. */
    public int failed() {
        return asked - byExit.values().stream().mapToInt(Integer::intValue).sum();
    }
}
