package dev.culvert.manifest.client;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Selectors;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether others' policies say what may come to a pod. */
public final class IngressPolicies {
    private IngressPolicies() {}

    /** Whether one of the policies that are not ours restricts what comes to pods with these labels. */
    public static boolean restrict(Collection<NetworkPolicy> policies, @Nullable Map<String, String> labels) {
        return policies.stream()
                .filter(policy -> !Labels.CULVERT.equals(
                        Optional.ofNullable(policy.getMetadata().getLabels())
                                .map(own -> own.get(Labels.MANAGED_BY))
                                .orElse(null)))
                .flatMap(policy -> Optional.ofNullable(policy.getSpec()).stream())
                .filter(IngressPolicies::isOfIngress)
                .anyMatch(policy -> Selectors.select(policy.getPodSelector(), labels));
    }

    /** A policy that does not say is one of ingress. */
    private static boolean isOfIngress(NetworkPolicySpec policy) {
        List<String> types = policy.getPolicyTypes();
        return types == null || types.isEmpty() || types.contains("Ingress");
    }
}
