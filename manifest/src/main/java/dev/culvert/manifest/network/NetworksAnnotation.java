package dev.culvert.manifest.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The value of the annotation {@value Definitions#ANNOTATION} with one entry more or less. Its owner may have entries of their
 * own, in either of its two forms, and finds them again as they were written; ours may be among them, however it is written.
 */
public final class NetworksAnnotation {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private NetworksAnnotation() {}

    /** An entry of ours. */
    public record Entry(String namespace, String name, String link) {
        String list() {
            return namespace + "/" + name + "@" + link;
        }

        String json() {
            return "{\"name\":\"" + name + "\",\"namespace\":\"" + namespace + "\",\"interface\":\"" + link + "\"}";
        }

        private boolean is(String text) {
            if (!text.startsWith("{")) {
                return text.equals(list());
            }
            try {
                JsonNode given = JSON.readTree(text);
                return given.path("name").asText().equals(name)
                        && given.path("namespace").asText().equals(namespace)
                        && given.path("interface").asText().equals(link);
            } catch (JsonProcessingException unreadable) {
                return false;
            }
        }
    }

    /** Where an entry stands, without the space around it. */
    private record Span(int start, int end) {
        String of(String value) {
            return value.substring(start, end);
        }
    }

    /** With the entry. */
    public static String with(@Nullable String value, Entry entry) {
        if (value == null || value.isBlank()) {
            return entry.list();
        }
        if (has(value, entry)) {
            return value;
        }
        int end = value.lastIndexOf(']');
        if (!isJson(value) || end < 0) {
            return value + "," + entry.list();
        }
        return value.substring(0, end) + (spans(value).isEmpty() ? "" : ",") + entry.json() + value.substring(end);
    }

    /** Without the entry; empty if nothing is left. */
    public static Optional<String> without(String value, Entry entry) {
        List<Span> spans = spans(value);
        Optional<Integer> ours = IntStream.range(0, spans.size())
                .filter(number -> entry.is(spans.get(number).of(value)))
                .boxed()
                .findFirst();
        if (ours.isEmpty()) {
            return Optional.of(value);
        }
        int number = ours.get();
        // One comma goes with it: the one before, or of the first the one after.
        int start = number > 0 ? spans.get(number - 1).end() : spans.getFirst().start();
        int end = number == 0 && spans.size() > 1
                ? spans.get(1).start()
                : spans.get(number).end();
        String rest = value.substring(0, start) + value.substring(end);
        return rest.isBlank() ? Optional.empty() : Optional.of(rest);
    }

    /** Whether the entry is there. */
    public static boolean has(String value, Entry entry) {
        return spans(value).stream().anyMatch(span -> entry.is(span.of(value)));
    }

    private static boolean isJson(String value) {
        return value.strip().startsWith("[");
    }

    /** Entries end at commas, of JSON at those that are in no object and no text. */
    private static List<Span> spans(String value) {
        boolean json = isJson(value);
        int end = json && value.lastIndexOf(']') >= 0 ? value.lastIndexOf(']') : value.length();
        var spans = new ArrayList<Span>();
        int start = json ? value.indexOf('[') + 1 : 0;
        int depth = 0;
        boolean text = false;
        for (int at = start; at < end; at++) {
            char c = value.charAt(at);
            if (json && text) {
                at += c == '\\' ? 1 : 0;
                text = c != '"';
            } else if (json && c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == ',' && depth == 0) {
                add(spans, value, start, at);
                start = at + 1;
            }
        }
        add(spans, value, start, end);
        return spans;
    }

    private static void add(List<Span> spans, String value, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(value.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(value.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            spans.add(new Span(start, end));
        }
    }
}
