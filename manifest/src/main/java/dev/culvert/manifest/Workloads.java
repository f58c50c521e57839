package dev.culvert.manifest;

import dev.culvert.manifest.api.VpnClientSpec.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where a workload keeps its pods' template, and which pods are its own. */
public final class Workloads {
    /** Kubernetes puts it on each Job's pods, also since it has another one for that beside it (1.27). */
    private static final String JOB = "job-name";

    private Workloads() {}

    /** The type of workloads of a kind. */
    public static Class<? extends HasMetadata> type(Kind kind) {
        return switch (kind) {
            case Deployment -> Deployment.class;
            case StatefulSet -> StatefulSet.class;
            case DaemonSet -> DaemonSet.class;
            case Job -> Job.class;
            case CronJob -> CronJob.class;
        };
    }

    /** The template of a workload's pods. */
    public static PodTemplateSpec template(HasMetadata workload) {
        return switch (workload) {
            case Deployment deployment -> deployment.getSpec().getTemplate();
            case StatefulSet set -> set.getSpec().getTemplate();
            case DaemonSet set -> set.getSpec().getTemplate();
            case Job job -> job.getSpec().getTemplate();
            case CronJob job -> job.getSpec().getJobTemplate().getSpec().getTemplate();
            default -> throw new IllegalArgumentException(workload.getKind() + " has no pod template");
        };
    }

    /** The way to the template, from the workload's top. */
    public static List<String> path(HasMetadata workload) {
        return workload instanceof CronJob
                ? List.of("spec", "jobTemplate", "spec", "template")
                : List.of("spec", "template");
    }

    /** The labels of a workload's pods. */
    public static Map<String, String> labels(HasMetadata workload) {
        return Optional.ofNullable(template(workload).getMetadata())
                .map(ObjectMeta::getLabels)
                .orElse(Map.of());
    }

    /**
     * What selects a workload's pods, those that run today included: of one without a selector the labels of its template but for ours,
     * which those of today may not have, on pods that a Job has made: others' may have the same. Empty if there is none.
     */
    public static LabelSelector selector(HasMetadata workload) {
        return switch (workload) {
            case Deployment deployment -> deployment.getSpec().getSelector();
            case StatefulSet set -> set.getSpec().getSelector();
            case DaemonSet set -> set.getSpec().getSelector();
            case Job job
            when job.getSpec().getSelector() != null -> job.getSpec().getSelector();
            default -> ofJobs(ownersLabels(workload));
        };
    }

    private static LabelSelector ofJobs(Map<String, String> labels) {
        return labels.isEmpty()
                ? new LabelSelector()
                : new LabelSelectorBuilder()
                        .withMatchLabels(labels)
                        .addNewMatchExpression()
                        .withKey(JOB)
                        .withOperator("Exists")
                        .endMatchExpression()
                        .build();
    }

    private static Map<String, String> ownersLabels(HasMetadata workload) {
        var labels = new TreeMap<>(labels(workload));
        labels.keySet().removeAll(Labels.OF_CLIENT_PODS);
        return labels;
    }
}
