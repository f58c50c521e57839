package dev.culvert.lab.standin;

import dev.culvert.agent.gluetun.GluetunAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** gluetun's {@code config.toml}: as much of TOML as roles need. What it does not know makes gluetun exit. */
final class RolesFile {
    private static final String HEADER = "[[roles]]";
    private static final Set<String> KEYS = Set.of("name", "routes", "auth", "username", "password", "apikey");
    private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*=\\s*(\".*\"|\\[.*])");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

    private RolesFile() {}

    /** @throws IllegalArgumentException if gluetun would refuse it; the message quotes no value but a route's or a name's */
    static List<Role> parse(String text) {
        List<Map<String, List<String>>> tables = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.equals(HEADER)) {
                tables.add(new LinkedHashMap<>());
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                Matcher setting = SETTING.matcher(line);
                if (tables.isEmpty() || !setting.matches()) {
                    throw new IllegalArgumentException("config.toml: line " + number + " is not understood");
                }
                if (!KEYS.contains(setting.group(1))) {
                    throw new IllegalArgumentException("config.toml: unknown key " + setting.group(1));
                }
                tables.getLast()
                        .put(
                                setting.group(1),
                                TEXT.matcher(setting.group(2))
                                        .results()
                                        .map(match -> match.group(1))
                                        .toList());
            }
        }
        return tables.stream().map(RolesFile::role).toList();
    }

    private static Role role(Map<String, List<String>> table) {
        return new Role(
                only(table, "name"),
                Set.copyOf(table.getOrDefault("routes", List.of())),
                switch (only(table, "auth")) {
                    case "none" -> new GluetunAccess.None();
                    case "basic" -> new GluetunAccess.Basic(only(table, "username"), only(table, "password"));
                    case "apikey" -> new GluetunAccess.ApiKey(only(table, "apikey"));
                    case String other -> throw new IllegalArgumentException("config.toml: unknown auth " + other);
                });
    }

    private static String only(Map<String, List<String>> table, String key) {
        List<String> values = table.getOrDefault(key, List.of());
        if (values.size() != 1 || values.getFirst().isEmpty()) {
            throw new IllegalArgumentException("config.toml: a role has no " + key);
        }
        return values.getFirst();
    }
}
