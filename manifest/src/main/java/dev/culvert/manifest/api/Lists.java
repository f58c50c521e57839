package dev.culvert.manifest.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list that nobody wrote is an empty one. */
final class Lists {
    private Lists() {}

    static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
