package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import java.util.Map;
import java.util.stream.Stream;

/** A label selector. */
public record Selector(Node node) {
    /** Whether it selects these labels; an empty one selects all. */
    public boolean matches(Map<String, String> labels) {
        boolean equal = node.get("matchLabels").entries().entrySet().stream()
                .allMatch(wanted -> wanted.getValue().is(labels.getOrDefault(plain(wanted.getKey()), "\0")));
        return equal && node.get("matchExpressions").items().stream().allMatch(expression -> holds(expression, labels));
    }

    private static boolean holds(Node expression, Map<String, String> labels) {
        String key = plain(expression.get("key").text(""));
        Stream<Node> values = expression.get("values").items().stream();
        return switch (expression.get("operator").text("")) {
            case "In" -> values.anyMatch(value -> value.is(labels.getOrDefault(key, "\0")));
            case "NotIn" -> values.noneMatch(value -> value.is(labels.getOrDefault(key, "\0")));
            case "Exists" -> labels.containsKey(key);
            case "DoesNotExist" -> !labels.containsKey(key);
            default -> false;
        };
    }

    /** Cilium puts the label's source before the key. */
    private static String plain(String key) {
        return key.startsWith("k8s:") || key.startsWith("any:") ? key.substring(key.indexOf(':') + 1) : key;
    }
}
