package dev.culvert.manifest.network;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of the annotation {@value Definitions#ANNOTATION} with one entry more or less. Its owner may have entries of their
 * own, in either of its two forms, and finds them again as they were written.
 */
public final class NetworksAnnotation {
    private NetworksAnnotation() {}

    /** An entry of ours. */
    public record Entry(String namespace, String name, String link) {
        String list() {
            return namespace + "/" + name + "@" + link;
        }

        String json() {
            return "{\"name\":\"" + name + "\",\"namespace\":\"" + namespace + "\",\"interface\":\"" + link + "\"}";
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
        if (!value.strip().startsWith("[")) {
            return value + "," + entry.list();
        }
        int end = value.lastIndexOf(']');
        boolean empty = value.substring(value.indexOf('[') + 1, end).isBlank();
        return value.substring(0, end) + (empty ? "" : ",") + entry.json() + value.substring(end);
    }

    /** Without the entry; empty if nothing is left. */
    public static Optional<String> without(String value, Entry entry) {
        for (String text : new String[] {"," + entry.json(), entry.json(), "," + entry.list(), entry.list()}) {
            if (value.contains(text)) {
                String rest = value.replace(text, "");
                return rest.isBlank() ? Optional.empty() : Optional.of(rest);
            }
        }
        return Optional.of(value);
    }

    /** Whether the entry is there. */
    public static boolean has(String value, Entry entry) {
        return value.contains(entry.json()) || List.of(value.split(",")).contains(entry.list());
    }
}
