package dev.culvert.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;

/** Whether a pod takes what is sent to it. */
public final class PodReadiness {
    private PodReadiness() {}

    /** One that ends is not ready for more, whatever its probe says. */
    public static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod);
    }
}
