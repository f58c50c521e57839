package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.Optional;

/**
 * Overlay frames come to a client from its gateway's pods alone. Policies only ever add: where somebody else's says what may
 * come to these pods, ours adds the gateways and nothing more; where nobody's does, ours lets in everything but others' frames.
 * Policies of other kinds may have closed the pods, and ours would open them: where there are such kinds, there is none of ours.
 */
final class OverlayIngress {
    /** The first Kubernetes that knows ranges of ports. Before, "all but one port" cannot be said. */
    private static final int PORT_RANGES = 22;

    private static final int LAST_PORT = 65535;

    private OverlayIngress() {}

    static Optional<HasMetadata> of(
            VpnClient client, VpnGateway gateway, ClusterFacts cluster, LabelSelector pods, boolean restricted) {
        if (!restricted && (cluster.hasPoliciesOfOtherKinds() || !cluster.atLeast(PORT_RANGES))) {
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
            policy.addNewIngress()
                    .withPorts(
                            Policies.all("TCP"),
                            range(1, Overlay.PORT - 1),
                            range(Overlay.PORT + 1, LAST_PORT),
                            Policies.all("SCTP"))
                    .endIngress();
        }
        return Optional.of(policy.endSpec().build());
    }

    private static NetworkPolicyPort range(int first, int last) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("UDP")
                .withPort(new IntOrString(first))
                .withEndPort(last)
                .build();
    }
}
