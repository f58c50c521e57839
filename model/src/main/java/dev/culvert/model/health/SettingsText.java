package dev.culvert.model.health;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Settings as text, by name; remembers which names there are. */
final class SettingsText {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m)");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    private final Map<String, String> changes;
    private final TreeSet<String> known = new TreeSet<>();

    SettingsText(Map<String, String> changes) {
        this.changes = changes;
    }

    Duration duration(String name, String otherwise) {
        String text = text(name, otherwise);
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new InvalidInput(
                    name, text + " is no duration", "write a number with ms, s or m, as in " + otherwise);
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    int count(String name, String otherwise) {
        String text = text(name, otherwise);
        if (!COUNT.matcher(text).matches()) {
            throw new InvalidInput(name, text + " is no count", "write a whole number, as in " + otherwise);
        }
        return Integer.parseInt(text);
    }

    List<IpAddress> addresses(String name, String otherwise) {
        return Stream.of(text(name, otherwise).split(",", -1))
                .map(String::strip)
                .map(text -> address(name, text))
                .toList();
    }

    private static IpAddress address(String name, String text) {
        try {
            return IpAddress.parse(text);
        } catch (InvalidInput e) {
            throw e.at(name);
        }
    }

    private String text(String name, String otherwise) {
        known.add(name);
        return changes.getOrDefault(name, otherwise);
    }

    void refuseUnknown() {
        for (String name : new TreeSet<>(changes.keySet())) {
            if (!known.contains(name)) {
                throw new InvalidInput(name, "there is no such setting", "take one of " + String.join(", ", known));
            }
        }
    }

    /** As {@link #duration} reads it. */
    static String format(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
