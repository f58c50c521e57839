package dev.culvert.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether what is there has all that is wanted. The API server adds defaults, other controllers add fields of theirs, and
 * injectors add containers: none of that is ours to undo.
 */
final class Covers {
    private static final Set<String> SELECTORS = Set.of("podSelector", "namespaceSelector", "endpointSelector");

    private Covers() {}

    static boolean covers(JsonNode there, JsonNode wanted) {
        if (wanted.isObject()) {
            return there.isObject()
                    && wanted.properties().stream()
                            .allMatch(field -> there.has(field.getKey())
                                    ? covers(field.getKey(), there.get(field.getKey()), field.getValue())
                                    : empty(field.getValue()));
        }
        if (wanted.isArray()) {
            return named(wanted) ? byName(there, wanted) : inOrder(there, wanted);
        }
        return (wanted.isNumber() && there.isNumber())
                ? wanted.decimalValue().compareTo(there.decimalValue()) == 0
                : wanted.equals(there);
    }

    /** One word more in a policy's selector, and it holds for fewer. */
    private static boolean covers(String field, JsonNode there, JsonNode wanted) {
        return covers(there, wanted) && (!SELECTORS.contains(field) || covers(wanted, there));
    }

    /** The API server drops empty lists and maps where they mean nothing. */
    private static boolean empty(JsonNode value) {
        return value.isContainerNode() && value.isEmpty();
    }

    private static boolean named(JsonNode list) {
        for (JsonNode element : list) {
            if (!element.path("name").isTextual()) {
                return false;
            }
        }
        return !list.isEmpty();
    }

    private static boolean byName(JsonNode there, JsonNode wanted) {
        Map<String, JsonNode> elements = new HashMap<>();
        there.forEach(element -> elements.put(element.path("name").asText(), element));
        for (JsonNode element : wanted) {
            JsonNode same = elements.get(element.path("name").asText());
            if (same == null || !covers(same, element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean inOrder(JsonNode there, JsonNode wanted) {
        if (there.size() != wanted.size()) {
            return false;
        }
        for (int index = 0; index < wanted.size(); index++) {
            if (!covers(there.get(index), wanted.get(index))) {
                return false;
            }
        }
        return true;
    }
}
