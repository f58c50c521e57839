package dev.culvert.manifest;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Label selectors, by the API server's rules: an empty one selects everything. */
public final class Selectors {
    private Selectors() {}

    /** Whether it names nothing. */
    public static boolean isEmpty(@Nullable LabelSelector selector) {
        return selector == null
                || (equal(selector).isEmpty() && expressions(selector).isEmpty());
    }

    /** Whether it selects what has these labels. */
    public static boolean select(@Nullable LabelSelector selector, @Nullable Map<String, String> labels) {
        if (selector == null) {
            return true;
        }
        Map<String, String> has = Objects.requireNonNullElse(labels, Map.of());
        return equal(selector).entrySet().stream()
                        .allMatch(wanted -> Objects.equals(wanted.getValue(), has.get(wanted.getKey())))
                && expressions(selector).stream().allMatch(expression -> holds(expression, has));
    }

    /** Whether both select the same, as they are written. */
    public static boolean same(LabelSelector one, LabelSelector other) {
        return equal(one).equals(equal(other)) && expressions(one).equals(expressions(other));
    }

    private static boolean holds(LabelSelectorRequirement expression, Map<String, String> labels) {
        String value = labels.get(expression.getKey());
        List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
        return switch (Objects.requireNonNullElse(expression.getOperator(), "")) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            // What we do not know might select it, and a policy that might close a pod is not to be opened by ours.
            default -> true;
        };
    }

    private static Map<String, String> equal(LabelSelector selector) {
        return Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
    }

    private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
        return Objects.requireNonNullElse(selector.getMatchExpressions(), List.<LabelSelectorRequirement>of()).stream()
                .filter(Objects::nonNull)
                .toList();
    }
}
