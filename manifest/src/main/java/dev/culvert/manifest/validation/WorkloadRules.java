package dev.culvert.manifest.validation;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a workload must be to become a client. */
final class WorkloadRules {
    private static final String FIELD = "spec.workload";

    private WorkloadRules() {}

    static List<Finding> of(HasMetadata workload, VpnGateway gateway, ClusterFacts cluster) {
        var findings = new Findings();
        PodTemplateSpec template = Workloads.template(workload);
        if (Boolean.TRUE.equals(template.getSpec().getHostNetwork())) {
            unsuited(findings, "its pods use the node's own network (hostNetwork)", "take hostNetwork away");
        }
        if (gateway.getSpec().routing().method() instanceof Routing.Sidecar sidecar) {
            sidecar(workload, findings);
            ends(workload, cluster, findings);
            page(template, sidecar.page(), findings);
        }
        return findings.list();
    }

    /** One tunnel, one key: never two pods at once, not even for a moment during a rollout. */
    private static void sidecar(HasMetadata workload, Findings findings) {
        switch (workload) {
            case Deployment deployment -> {
                replicas(deployment.getSpec().getReplicas(), findings);
                if (!oneAtATime(deployment.getSpec().getStrategy())) {
                    unsuited(
                            findings,
                            "a rollout of the Deployment would run two pods with one key",
                            "set strategy.type: Recreate");
                }
            }
            case StatefulSet set -> replicas(set.getSpec().getReplicas(), findings);
            case DaemonSet set ->
                unsuited(findings, "a DaemonSet has many pods, the tunnel one key", "take routing overlay or network");
            case Job job -> replicas(job.getSpec().getParallelism(), findings);
            case CronJob job -> {
                replicas(job.getSpec().getJobTemplate().getSpec().getParallelism(), findings);
                if (!"Forbid".equals(job.getSpec().getConcurrencyPolicy())
                        && !"Replace".equals(job.getSpec().getConcurrencyPolicy())) {
                    unsuited(
                            findings,
                            "two runs of the CronJob at once would use one key",
                            "set concurrencyPolicy: Forbid");
                }
            }
            default -> {}
        }
    }

    /** Before native sidecars, containers beside the workload's run for ever, and so would the Job. */
    private static void ends(HasMetadata workload, ClusterFacts cluster, Findings findings) {
        if ((workload instanceof Job || workload instanceof CronJob)
                && !cluster.atLeast(ClusterFacts.NATIVE_SIDECARS)) {
            unsuited(
                    findings,
                    "before Kubernetes 1." + ClusterFacts.NATIVE_SIDECARS + " a " + workload.getKind()
                            + " with the tunnel in its pod never ends",
                    "take routing overlay");
        }
    }

    /** Whoever of the two comes second could not listen. */
    private static void page(PodTemplateSpec template, int page, Findings findings) {
        template.getSpec().getContainers().stream()
                .filter(container -> container.getPorts().stream()
                        .anyMatch(port -> Integer.valueOf(page).equals(port.getContainerPort())
                                && (port.getProtocol() == null
                                        || port.getProtocol().equals("TCP"))))
                .findFirst()
                .ifPresent(container -> unsuited(
                        findings,
                        "its container " + container.getName() + " listens at " + page
                                + ", where the agent in the pod tells its status",
                        "set spec.routing.sidecar.statusPort of the VpnGateway to a port that is free"));
    }

    private static boolean oneAtATime(@Nullable DeploymentStrategy strategy) {
        if (strategy == null) {
            return false;
        }
        RollingUpdateDeployment rolling = strategy.getRollingUpdate();
        return "Recreate".equals(strategy.getType())
                || (rolling != null && new IntOrString(0).equals(rolling.getMaxSurge()));
    }

    private static void replicas(@Nullable Integer replicas, Findings findings) {
        if (replicas != null && replicas > 1) {
            unsuited(
                    findings,
                    "it has " + replicas + " pods, the tunnel of routing sidecar one key",
                    "take one replica, or routing overlay or network");
        }
    }

    private static void unsuited(Findings findings, String problem, String remedy) {
        findings.add(Reason.WorkloadNotSuited, FIELD, problem, remedy);
    }
}
