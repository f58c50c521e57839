package dev.culvert.operator.client;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Label selectors, by the API server's rules. Ours never select everything: an empty one selects nothing. */
final class Selectors {
    private Selectors() {}

    static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || (Objects.requireNonNullElse(selector.getMatchLabels(), Map.of())
                                .isEmpty()
                        && Objects.requireNonNullElse(selector.getMatchExpressions(), java.util.List.of())
                                .isEmpty());
    }

    static boolean matches(LabelSelector selector, @Nullable Map<String, String> labels) {
        Map<String, String> has = Objects.requireNonNullElse(labels, Map.of());
        Map<String, String> equal = Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        var expressions = Objects.requireNonNullElse(
                selector.getMatchExpressions(), java.util.List.<LabelSelectorRequirement>of());
        if (isEmpty(selector)) {
            return false;
        }
        return equal.entrySet().stream().allMatch(wanted -> wanted.getValue().equals(has.get(wanted.getKey())))
                && expressions.stream().allMatch(expression -> holds(expression, has));
    }

    private static boolean holds(LabelSelectorRequirement expression, Map<String, String> labels) {
        String value = labels.get(expression.getKey());
        return switch (expression.getOperator()) {
            case "In" -> value != null && expression.getValues().contains(value);
            case "NotIn" -> value == null || !expression.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> throw new IllegalArgumentException("no such operator: " + expression.getOperator());
        };
    }
}
