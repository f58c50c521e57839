package dev.culvert.manifest.client;

import dev.culvert.manifest.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON patch (RFC 6902) while it grows: the operations that change one part and touch no other. */
final class JsonPatch {
    private final List<Map<String, Object>> operations = new ArrayList<>();

    /** The API server refuses the patch if the value is another one by now. */
    void test(String path, Object value) {
        operation("test", path, value);
    }

    void add(String path, Object value) {
        operation("add", path, value);
    }

    void replace(String path, Object value) {
        operation("replace", path, value);
    }

    void remove(String path) {
        operation("remove", path, null);
    }

    private void operation(String kind, String path, @Nullable Object value) {
        var operation = new LinkedHashMap<String, Object>();
        operation.put("op", kind);
        operation.put("path", path);
        if (value != null) {
            operation.put("value", value);
        }
        operations.add(operation);
    }

    /** A name as a step of a path. */
    static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    /** The patch, guarded by the version of what it was computed from. */
    Optional<String> guarded(@Nullable String resourceVersion) {
        if (operations.isEmpty()) {
            return Optional.empty();
        }
        if (resourceVersion != null) {
            var guard = new JsonPatch();
            guard.test("/metadata/resourceVersion", resourceVersion);
            operations.addAll(0, guard.operations);
        }
        return Optional.of(Json.text(operations));
    }
}
