package dev.culvert.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One thing that must be seen to work.
 *
 * @param id a letter and a number, {@code E3}
 * @param section the heading it stands under
 * @param text what must be seen
 */
record Case(String id, String section, String text) {
    /** All cases, in order. */
    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        String section = "";
        for (String line : lines("cases.txt")) {
            if (line.startsWith("# ")) {
                section = line.substring(2);
            } else {
                String[] words = line.split(" ", 2);
                cases.add(new Case(words[0], section, words[1]));
            }
        }
        return List.copyOf(cases);
    }

    /** Why cases are not proved: by case, or by the letter of a section. */
    static Map<String, String> reasons() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : lines("unproved.txt")) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", 2);
                reasons.put(words[0], words[1]);
            }
        }
        return reasons;
    }

    private static List<String> lines(String resource) {
        try (InputStream text = Objects.requireNonNull(Case.class.getResourceAsStream(resource), resource)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
