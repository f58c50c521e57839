package dev.culvert.operator.client;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.operator.cluster.ClientAddress;
import dev.culvert.operator.cluster.PodReadiness;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a pod's status tells of its lock: the init container that puts it has ended with success. */
final class PodLock {
    private static final Set<String> LOCKERS = Set.of("culvert", "culvert-lock");

    private PodLock() {}

    static PodStatus state(Pod pod, String attachment) {
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
                locked && attachment.equals(annotations.get(Labels.ATTACHMENT)),
                locked || (!ours.isEmpty() && !runs(pod)),
                PodReadiness.isReady(pod),
                ClientAddress.of(pod).orElse(null));
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
