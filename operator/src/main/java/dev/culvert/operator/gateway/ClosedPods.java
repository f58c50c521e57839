package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.cluster.ClientAddress;
import dev.culvert.operator.cluster.PodReadiness;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pods that are attached to a gateway and are no clients of it: their VpnClient is gone, or names another workload by now, or the
 * gateway's owner does not let its namespace in. One that has moved to another gateway is not among them; its pods are being replaced.
 */
final class ClosedPods {
    private final VpnGateway gateway;
    private final Function<ResourceID, Optional<VpnClient>> clients;

    ClosedPods(VpnGateway gateway, Function<ResourceID, Optional<VpnClient>> clients) {
        this.gateway = gateway;
        this.clients = clients;
    }

    /** Where they are on the client network; in overlay routing, on the pod network. */
    List<String> addresses(Collection<Pod> attached) {
        boolean overlay = gateway.getSpec().routing().method() instanceof Routing.Overlay;
        return attached.stream()
                .filter(this::isClosed)
                .flatMap(pod -> (overlay ? podAddress(pod) : ClientAddress.of(pod)).stream())
                .toList();
    }

    /** Whether that attached pod is one. */
    boolean isClosed(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        String name = labels(pod).getOrDefault(Labels.CLIENT, "");
        return PodReadiness.lives(pod)
                && !(gateway.letsIn(namespace)
                        && clients.apply(new ResourceID(name, namespace))
                                .filter(client -> client.getMetadata().getDeletionTimestamp() == null)
                                .filter(client ->
                                        PodOwner.mayBeOf(pod, client.getSpec().workload()))
                                .isPresent());
    }

    /** The gateway that a pod is attached to, as its labels say. */
    static Optional<ResourceID> gatewayOf(Pod pod) {
        String name = labels(pod).get(Labels.VIA);
        String namespace = labels(pod).get(Labels.VIA_NAMESPACE);
        return name == null || namespace == null ? Optional.empty() : Optional.of(new ResourceID(name, namespace));
    }

    private static Optional<String> podAddress(Pod pod) {
        return Optional.ofNullable(
                        pod.getStatus() == null ? null : pod.getStatus().getPodIP())
                .filter(address -> !address.isEmpty() && !address.contains(":"));
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }
}
