package dev.culvert.manifest.client;

import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether others' policies say what may come to a pod. */
public final class IngressPolicies {
    private IngressPolicies() {}

    /** Whether one of the policies that are not ours restricts what comes to pods with these labels. */
    public static boolean restrict(Collection<NetworkPolicy> policies, Map<String, String> labels) {
        return policies.stream()
                .filter(policy -> !Labels.CULVERT.equals(
                        Optional.ofNullable(policy.getMetadata().getLabels())
                                .map(own -> own.get(Labels.MANAGED_BY))
                                .orElse(null)))
                .filter(policy -> ingress(policy.getSpec().getPolicyTypes()))
                .anyMatch(policy -> selects(policy.getSpec().getPodSelector(), labels));
    }

    /** A policy that does not say is one of ingress. */
    private static boolean ingress(List<String> types) {
        return types.isEmpty() || types.contains("Ingress");
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return (selector.getMatchLabels() == null
                        || labels.entrySet()
                                .containsAll(selector.getMatchLabels().entrySet()))
                && selector.getMatchExpressions().stream().allMatch(requirement -> holds(requirement, labels));
    }

    private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            // What we do not know might select the pod: then ours opens nothing.
            default -> true;
        };
    }
}
