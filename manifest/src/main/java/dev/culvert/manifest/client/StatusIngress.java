package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Optional;

/**
 * The operator asks sidecars' agents how they are. Where somebody else's policy says what may come to these pods, ours adds the operator
 * at that one port. Where nobody's does, everything may come already, and the page asks for its token: a policy that closed the port
 * to others would close it to an application that listens there after all.
 */
final class StatusIngress {
    private StatusIngress() {}

    static Optional<HasMetadata> of(
            VpnClient client, Routing.Sidecar sidecar, ClusterFacts cluster, LabelSelector pods, boolean restricted) {
        if (!restricted) {
            return Optional.empty();
        }
        return Optional.of(new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(ClientNames.ingress(client))
                .withNamespace(client.getMetadata().getNamespace())
                .withLabels(Labels.client(client.getMetadata().getName(), "status"))
                .endMetadata()
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withFrom(Policies.operator(cluster))
                .withPorts(Policies.port("TCP", sidecar.page()))
                .endIngress()
                .endSpec()
                .build());
    }
}
