package dev.culvert.manifest.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Json;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a workload must be to become a client. */
final class WorkloadRules {
    private static final String FIELD = "spec.workload";

    private WorkloadRules() {}

    /** What only one pod can have at a time, what of it is used twice otherwise, and what other workloads take. */
    private record Single(String whole, String part, String instead) {
        static final Single TUNNEL =
                new Single("the tunnel of routing sidecar one key", "one key", "routing overlay or network");
        static final Single ADDRESS = new Single("spec.address is one", "one address", "no spec.address");
    }

    static List<Finding> of(HasMetadata workload, VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        var findings = new Findings();
        shape(workload, findings);
        if (!findings.list().isEmpty()) {
            return findings.list();
        }
        PodTemplateSpec template = Workloads.template(workload);
        if (Boolean.TRUE.equals(template.getSpec().getHostNetwork())) {
            unsuited(findings, "its pods use the node's own network (hostNetwork)", "take hostNetwork away");
        }
        if (gateway.getSpec().routing().method() instanceof Routing.Sidecar sidecar) {
            onePod(workload, Single.TUNNEL, findings);
            ends(workload, cluster, findings);
            page(template, sidecar.page(), findings);
        }
        if (client.getSpec().address() != null) {
            onePod(workload, Single.ADDRESS, findings);
        }
        return findings.list();
    }

    /** What the API server sees to, and a file may lack: a template, in which everything that we add to has a name. */
    private static void shape(HasMetadata workload, Findings findings) {
        String at = String.join(".", Workloads.path(workload)) + ".spec";
        JsonNode pods = Json.tree(workload).at("/" + at.replace('.', '/'));
        if (!pods.isObject()) {
            unsuited(findings, workload.getKind() + " has no " + at, "write it");
        }
        for (String list : List.of("initContainers", "containers", "volumes")) {
            for (int index = 0; index < pods.path(list).size(); index++) {
                if (pods.path(list).get(index).path("name").asText().isEmpty()) {
                    unsuited(findings, at + "." + list + "[" + index + "] has no name", "give it one");
                }
            }
        }
    }

    /** Never two pods at once, not even for a moment during a rollout. */
    private static void onePod(HasMetadata workload, Single single, Findings findings) {
        switch (workload) {
            case Deployment deployment -> {
                replicas(deployment.getSpec().getReplicas(), single, findings);
                if (!oneAtATime(deployment.getSpec().getStrategy())) {
                    unsuited(
                            findings,
                            "a rollout of the Deployment would run two pods with " + single.part,
                            "set strategy.type: Recreate");
                }
            }
            case StatefulSet set -> replicas(set.getSpec().getReplicas(), single, findings);
            case DaemonSet set ->
                unsuited(findings, "a DaemonSet has many pods, " + single.whole, "take " + single.instead);
            case Job job -> replicas(job.getSpec().getParallelism(), single, findings);
            case CronJob job -> {
                replicas(job.getSpec().getJobTemplate().getSpec().getParallelism(), single, findings);
                if (!"Forbid".equals(job.getSpec().getConcurrencyPolicy())
                        && !"Replace".equals(job.getSpec().getConcurrencyPolicy())) {
                    unsuited(
                            findings,
                            "two runs of the CronJob at once would use " + single.part,
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
                        .filter(Objects::nonNull)
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

    private static void replicas(@Nullable Integer replicas, Single single, Findings findings) {
        if (replicas != null && replicas > 1) {
            unsuited(
                    findings,
                    "it has " + replicas + " pods, " + single.whole,
                    "take one replica, or " + single.instead);
        }
    }

    private static void unsuited(Findings findings, String problem, String remedy) {
        findings.add(Reason.WorkloadNotSuited, FIELD, problem, remedy);
    }
}
