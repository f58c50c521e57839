package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;

/** A node that is drained takes one gateway or router at a time, and those that carry nothing at once: they would hold it for ever. */
final class Budget {
    /** The first Kubernetes with policy/v1. */
    private static final int POLICY_V1 = 21;

    /** The first Kubernetes that lets pods that are not ready go, without being told to know this. */
    private static final int UNHEALTHY = 27;

    private Budget() {}

    static HasMetadata of(VpnGateway gateway, ClusterFacts cluster) {
        var meta = Meta.meta(gateway, GatewayNames.budget(gateway), ExitWorkload.COMPONENT);
        LabelSelector pods =
                new LabelSelectorBuilder().withMatchLabels(Meta.pods(gateway)).build();
        if (cluster.atLeast(POLICY_V1)) {
            return new io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder()
                    .withMetadata(meta)
                    .withNewSpec()
                    .withMaxUnavailable(new IntOrString(1))
                    .withUnhealthyPodEvictionPolicy(cluster.atLeast(UNHEALTHY) ? "AlwaysAllow" : null)
                    .withSelector(pods)
                    .endSpec()
                    .build();
        }
        return new io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudgetBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withSelector(pods)
                .endSpec()
                .build();
    }
}
