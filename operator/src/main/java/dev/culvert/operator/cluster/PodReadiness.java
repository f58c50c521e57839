package dev.culvert.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;

/** Whether a pod takes what is sent to it. */
public final class PodReadiness {
    private PodReadiness() {}

    /** Whether it runs programs now, or will. A pod that has run out is no risk, and its address may be another's. */
    public static boolean lives(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return !"Succeeded".equals(phase) && !"Failed".equals(phase);
    }

    /** One that ends is not ready for more, whatever its probe says. */
    public static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod);
    }
}
