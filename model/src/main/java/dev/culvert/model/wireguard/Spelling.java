package dev.culvert.model.wireguard;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which key was meant. */
final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /** The known key that is at most two letters away. */
    static Optional<Key> nearest(String name) {
        return Arrays.stream(Key.values())
                .filter(key -> edits(name, key) <= MOST_EDITS)
                .min(Comparator.comparingInt(key -> edits(name, key)));
    }

    /** Levenshtein's distance, letter case aside. */
    private static int edits(String name, Key key) {
        String a = name.toLowerCase(Locale.ROOT);
        String b = key.label().toLowerCase(Locale.ROOT);
        var row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
