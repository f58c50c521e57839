package dev.culvert.operator.gateway;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.apply.Packed;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.cluster.ClientAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All pods with a gateway's label, whoever put it on them. A gateway is woken by those that it does not serve; clients tell of the rest. */
final class AttachedPods {
    private static final String BY_GATEWAY = "by-gateway";

    private final CachedKnown known;
    private final InformerEventSource<Pod, VpnGateway> source;

    AttachedPods(EventSourceContext<VpnGateway> context, CachedKnown known) {
        this.known = known;
        source = new InformerEventSource<>(
                Packed.watch(Pod.class, VpnGateway.class)
                        .withName("attached-pods")
                        .withLabelSelector(Labels.VIA)
                        .withOnAddFilter(this::isClosed)
                        .withOnUpdateFilter((now, before) -> (isClosed(now) || isClosed(before)) && differ(now, before))
                        .withOnDeleteFilter((pod, _) -> isClosed(pod))
                        .withSecondaryToPrimaryMapper(
                                pod -> ClosedPods.gatewayOf(pod).stream().collect(Collectors.toSet()))
                        .build(),
                context);
        source.addIndexers(Map.of(
                BY_GATEWAY,
                pod -> ClosedPods.gatewayOf(pod).map(AttachedPods::key).stream().toList()));
    }

    /** For the controller. */
    InformerEventSource<Pod, VpnGateway> source() {
        return source;
    }

    /** A gateway's. */
    Collection<Pod> of(VpnGateway gateway) {
        return source.byIndex(BY_GATEWAY, key(ResourceID.fromResource(gateway)));
    }

    private boolean isClosed(Pod pod) {
        return ClosedPods.gatewayOf(pod)
                .flatMap(id -> known.gateway(id.getNamespace().orElse(""), id.getName()))
                .filter(gateway -> new ClosedPods(gateway, known::client).isClosed(pod))
                .isPresent();
    }

    private static boolean differ(Pod now, Pod before) {
        return !relevant(now).equals(relevant(before));
    }

    private static List<Object> relevant(Pod pod) {
        return Arrays.asList(
                pod.getMetadata().getLabels(),
                pod.getStatus() == null ? null : pod.getStatus().getPhase(),
                pod.getStatus() == null ? null : pod.getStatus().getPodIP(),
                ClientAddress.of(pod));
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }
}
