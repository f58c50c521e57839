package dev.culvert.operator.gateway;

import dev.culvert.manifest.api.VpnClientSpec.Workload;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which workload made a pod, by what the pod itself tells. */
final class PodOwner {
    private static final String HASH = "pod-template-hash";

    private PodOwner() {}

    /**
     * Whether a pod may be of that workload: false is certain. A Deployment's ReplicaSets have its name and the template's hash; which
     * CronJob made a Job the pod does not tell.
     *
     * @param workload null if clients are pods by label
     */
    static boolean mayBeOf(Pod pod, @Nullable Workload workload) {
        Optional<OwnerReference> controller =
                Objects.requireNonNullElse(pod.getMetadata().getOwnerReferences(), List.<OwnerReference>of()).stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                        .findFirst();
        if (workload == null || controller.isEmpty()) {
            return true;
        }
        String kind = controller.get().getKind();
        String name = controller.get().getName();
        return switch (workload.kind()) {
            case Deployment ->
                kind.equals("ReplicaSet")
                        && name.equals(workload.name() + "-"
                                + Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of())
                                        .get(HASH));
            case StatefulSet, DaemonSet, Job -> kind.equals(workload.kind().name()) && name.equals(workload.name());
            case CronJob -> kind.equals("Job");
        };
    }
}
