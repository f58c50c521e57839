package dev.culvert.operator.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Writes to workloads, which are others': operations on what is ours in them, refused if they have changed meanwhile. */
final class WorkloadPatches {
    private static final PatchContext JSON = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager(Labels.CULVERT)
            .build();

    private final KubernetesClient client;
    private final ClusterFacts cluster;

    WorkloadPatches(KubernetesClient client, ClusterFacts cluster) {
        this.client = client;
        this.cluster = cluster;
    }

    void apply(HasMetadata workload, String patch) {
        String version = workload instanceof CronJob && !WorkloadCaches.cronJobV1(cluster)
                ? "batch/v1beta1"
                : workload.getApiVersion();
        client.genericKubernetesResources(version, workload.getKind())
                .inNamespace(workload.getMetadata().getNamespace())
                .withName(workload.getMetadata().getName())
                .patch(JSON, patch);
    }
}
