package dev.culvert.operator.client;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.cluster.ClientAddress;
import dev.culvert.operator.cluster.PodReadiness;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a pod's status tells of its lock: the init container that puts it has ended with success. */
final class PodLock {
    private static final Set<String> LOCKERS = Set.of("culvert", "culvert-lock");

    private PodLock() {}

    /**
     * What is true of it.
     *
     * @param attachment the hash that pods have which were made today; empty if the client is not served
     * @param gateway whose client it is
     */
    static PodStatus state(Pod pod, String attachment, Optional<VpnGateway> gateway) {
        List<ContainerStatus> ours = pod.getStatus() == null || pod.getStatus().getInitContainerStatuses() == null
                ? List.of()
                : pod.getStatus().getInitContainerStatuses().stream()
                        .filter(container -> LOCKERS.contains(container.getName()))
                        .toList();
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of());
        boolean locked = isOnNetwork(annotations) || ours.stream().anyMatch(PodLock::hasLocked);
        String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        return new PodStatus(
                pod.getMetadata().getName(),
                address == null || address.isEmpty() ? null : address,
                locked
                        && !attachment.isEmpty()
                        && (attachment.equals(annotations.get(Labels.ATTACHMENT))
                                || gateway.filter(now -> leadsTo(pod, now)).isPresent()),
                locked || (!ours.isEmpty() && !runs(pod)) || nothingHasStarted(pod),
                PodReadiness.isReady(pod),
                ClientAddress.of(pod).orElse(null));
    }

    /** One that was made by yesterday's settings, or an older agent, is attached as well as long as its gateway is the same. */
    private static boolean leadsTo(Pod pod, VpnGateway gateway) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
        return gateway.getMetadata().getName().equals(labels.get(Labels.VIA))
                && gateway.getMetadata().getNamespace().equals(labels.get(Labels.VIA_NAMESPACE));
    }

    /**
     * In network and uplink routing nothing of ours is in the pod: our CNI plugin puts the lock when the second interface is
     * made, and without it the interface is not made.
     */
    private static boolean isOnNetwork(Map<String, String> annotations) {
        return annotations.containsKey(Labels.ATTACHMENT)
                && annotations.getOrDefault("k8s.v1.cni.cncf.io/networks", "").contains("culvert")
                && annotations.getOrDefault(ClientAddress.NETWORK_STATUS, "").contains("culvert");
    }

    /** The kubelet has not said a word of it, or is still fetching images: nobody sends anything. */
    private static boolean nothingHasStarted(Pod pod) {
        return pod.getStatus() == null
                || (!runs(pod)
                        && Stream.of(
                                        pod.getStatus().getInitContainerStatuses(),
                                        pod.getStatus().getContainerStatuses())
                                .flatMap(statuses -> statuses == null ? Stream.empty() : statuses.stream())
                                .allMatch(container -> container.getState() == null
                                        || (container.getState().getRunning() == null
                                                && container.getState().getTerminated() == null)));
    }

    private static boolean hasLocked(ContainerStatus container) {
        return container.getState() != null
                && container.getState().getTerminated() != null
                && Objects.equals(container.getState().getTerminated().getExitCode(), 0);
    }

    /** Whether programs other than ours may run in it already; ours is the first. */
    private static boolean runs(Pod pod) {
        return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
    }
}
