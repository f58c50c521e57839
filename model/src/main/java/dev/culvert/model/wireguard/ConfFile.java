package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The sections and lines of a file, their values not yet read. */
final class ConfFile {
    /** A line {@code key = value}. */
    record Entry(int line, Key key, String value) {
        @Override
        public String toString() {
            return "line " + line + ": " + key.label();
        }
    }

    /** A value and the line it stands in. */
    record Found<T>(int line, T value) {}

    /** A section with what it holds, by key. */
    record Part(Key.Section kind, int line, Map<Key, List<Entry>> entries, Problems problems) {
        List<Entry> all(Key key) {
            return entries.getOrDefault(key, List.of());
        }

        Optional<Entry> first(Key key) {
            return all(key).stream().findFirst();
        }

        /** The key's value, if it is there and can be read. */
        <T> Optional<T> value(Key key, Function<String, T> reader) {
            return first(key)
                    .flatMap(entry -> read(entry, entry.value(), reader).findFirst());
        }

        /** The values of all lines with the key, each line a list with commas. */
        <T> List<Found<T>> values(Key key, Function<String, T> reader) {
            return all(key).stream()
                    .flatMap(entry -> Stream.of(entry.value().split(",", -1))
                            .flatMap(item -> read(entry, item.strip(), reader))
                            .map(value -> new Found<>(entry.line(), value)))
                    .toList();
        }

        private <T> Stream<T> read(Entry entry, String text, Function<String, T> reader) {
            if (entry.value().isEmpty()) {
                return Stream.empty();
            }
            try {
                return Stream.of(reader.apply(text));
            } catch (InvalidInput e) {
                problems.invalid(entry, e);
                return Stream.empty();
            }
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Problems problems;
    private boolean skipping;

    private ConfFile(Problems problems) {
        this.problems = problems;
    }

    /** Reads all lines; what is no line of the format becomes an error. */
    static List<Part> read(String text, Problems problems) {
        var file = new ConfFile(problems);
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<String> lines = plain.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).split("#", 2)[0].strip();
            if (line.startsWith("[")) {
                file.section(i + 1, line);
            } else if (!line.isEmpty() && !file.skipping) {
                file.entry(i + 1, line);
            }
        }
        return file.parts;
    }

    private void section(int number, String line) {
        Optional<Key.Section> kind = Stream.of(Key.Section.values())
                .filter(section -> section.label().equalsIgnoreCase(line))
                .findFirst();
        skipping = kind.isEmpty();
        if (skipping) {
            problems.error(number, "section", "there is no such section", "write [Interface] or [Peer]");
        }
        kind.ifPresent(section -> {
            if (section == Key.Section.INTERFACE && parts.stream().anyMatch(part -> part.kind() == section)) {
                problems.error(number, section.label(), "there is a second one", "keep one; a tunnel has one file");
            }
            parts.add(new Part(section, number, new EnumMap<>(Key.class), problems));
        });
    }

    private void entry(int number, String line) {
        // neither the line nor an unknown key is shown: a key pasted alone on a line looks like either
        if (line.startsWith(";")) {
            problems.error(number, "line", "a comment starts with # here", "write # instead of ;");
            return;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            problems.error(number, "line", "it has no =", "write key = value, or # before a comment");
            return;
        }
        String name = line.substring(0, equals).strip();
        Optional<Key> known = Key.named(name);
        if (known.isEmpty()) {
            String remedy = Spelling.nearest(name)
                    .map(key -> "did you mean " + key.label() + "? Else remove the line")
                    .orElse("remove the line");
            problems.error(number, "line", "neither wg(8) nor wg-quick(8) has such a key", remedy);
            return;
        }
        add(new Entry(number, known.get(), line.substring(equals + 1).strip()));
    }

    private void add(Entry entry) {
        Key key = entry.key();
        if (parts.isEmpty() || parts.getLast().kind() != key.section()) {
            String label = key.section().label();
            problems.error(entry.line(), key.label(), "it belongs in " + label, "move the line below " + label);
            return;
        }
        List<Entry> same = parts.getLast().entries().computeIfAbsent(key, k -> new ArrayList<>());
        if (!same.isEmpty() && !key.repeatable()) {
            String message = "it stands in line " + same.getFirst().line() + " already";
            problems.error(entry.line(), key.label(), message, "keep one of the two");
        } else if (entry.value().isEmpty() && key != Key.ALLOWED_IPS) {
            problems.error(entry.line(), key.label(), "it has no value", "write one, or remove the line");
        }
        same.add(entry);
    }
}
