package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Optional;

/**
 * Overlay frames come to a client from its gateway's pods alone. Policies only ever add: where somebody else's says what may
 * come to these pods, ours adds the gateways and nothing more; where nobody's does, ours lets in everything but others' frames.
 * Policies of other kinds may have closed the pods, and ours would open them: where there are such kinds, there is none of ours.
 */
final class OverlayIngress {
    private OverlayIngress() {}

    static Optional<HasMetadata> of(
            VpnClient client, VpnGateway gateway, ClusterFacts cluster, LabelSelector pods, boolean restricted) {
        // Before, "all but one port" cannot be said.
        if (!restricted && (cluster.hasPoliciesOfOtherKinds() || !cluster.atLeast(Policies.PORT_RANGES))) {
            return Optional.empty();
        }
        var policy = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(ClientNames.ingress(client))
                .withNamespace(client.getMetadata().getNamespace())
                .withLabels(Labels.client(client.getMetadata().getName(), "kill-switch"))
                .endMetadata()
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withFrom(Policies.gatewayPods(gateway))
                .withPorts(Policies.vxlan())
                .endIngress();
        if (!restricted) {
            policy.addNewIngress().withPorts(Policies.allButVxlan(cluster)).endIngress();
        }
        return Optional.of(policy.endSpec().build());
    }
}
