package dev.culvert.operator.client;

import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * What was seen of a client.
 *
 * @param gateway that it names, if there is one
 * @param workload that it names, if there is one
 * @param selector of its pods, those that run unattached included
 * @param pods that live
 * @param refusal why Kubernetes made no pod of it of late
 * @param ingressIsRestricted whether a policy of somebody else says what may come to them
 */
record ClientSeen(
        Optional<VpnGateway> gateway,
        Optional<HasMetadata> workload,
        LabelSelector selector,
        List<Pod> pods,
        Optional<String> refusal,
        boolean ingressIsRestricted) {
    /** Each pod's state, by name. */
    List<PodStatus> states(String attachment) {
        return pods.stream()
                .map(pod -> PodLock.state(pod, attachment, gateway))
                .sorted(java.util.Comparator.comparing(PodStatus::name))
                .toList();
    }

    /** Why pods are missing of which so many are there as they would be made today; empty if none is, or nobody knows. */
    Optional<String> refusal(long madeToday) {
        return workload.filter(there -> madeToday < MissingPods.wanted(there)).flatMap(_ -> refusal);
    }

    /** How many pods have that attachment, today's, and are attached by it. */
    long madeToday(String attachment) {
        return pods.stream()
                .filter(pod -> PodLock.state(pod, attachment, Optional.empty()).attached())
                .count();
    }
}
