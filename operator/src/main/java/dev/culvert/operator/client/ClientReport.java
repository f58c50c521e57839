package dev.culvert.operator.client;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From what was seen of a client to what its status says. */
final class ClientReport {
    private final VpnClient client;
    private final ClientSeen seen;
    private final List<Finding> findings;
    private final Clock clock;

    ClientReport(VpnClient client, ClientSeen seen, List<Finding> findings, Clock clock) {
        this.client = client;
        this.seen = seen;
        this.findings = findings;
        this.clock = clock;
    }

    /**
     * The whole status.
     *
     * @param pods that there are
     * @param attached how many of them are attached as they would be made today
     * @param not why the workload is not attached; null if it is
     * @param policy whether its policy is in place
     * @param ports at which remotes reach it
     */
    Report<VpnClientStatus> status(
            List<PodStatus> pods, long attached, @Nullable Why not, boolean policy, Ports ports) {
        Conditions conditions = conditions(pods, attached, not, policy);
        ports.tell(client, conditions);
        var gateway = CachedKnown.gatewayOf(client);
        var workload = client.getSpec().workload();
        return new Report<>(
                new VpnClientStatus(
                        client.getMetadata().getGeneration(),
                        gateway.getNamespace().orElse("") + "/" + gateway.getName(),
                        workload == null ? "pods by label" : workload.toString(),
                        attached + "/" + pods.size(),
                        not == null
                                ? seen.gateway().map(there -> there.getStatus()).stream()
                                        .flatMap(status -> status.exits().stream())
                                        .map(ExitStatus::name)
                                        .toList()
                                : List.of(),
                        ports.now(),
                        pods,
                        conditions.list()),
                conditions.transitions());
    }

    private Conditions conditions(List<PodStatus> pods, long attached, @Nullable Why not, boolean policy) {
        var conditions = new Conditions(
                client.getStatus() == null ? List.of() : client.getStatus().conditions(),
                client.getMetadata().getGeneration(),
                clock);
        Optional<Finding> invalid = of("Invalid");
        attached(conditions, pods.size(), attached, not);
        killSwitch(conditions, pods, not, policy);
        invalid.ifPresentOrElse(
                finding -> conditions.add("Invalid", true, finding),
                () -> conditions.add("Invalid", false, Why.Valid, "Every rule is kept"));
        ready(conditions, invalid);
        return conditions;
    }

    private void killSwitch(Conditions conditions, List<PodStatus> pods, @Nullable Why not, boolean policy) {
        long open = pods.stream().filter(pod -> !pod.lock()).count();
        if (not == Why.DetachedDirect) {
            conditions.add("KillSwitch", false, not, explain(not) + "; no policy holds it");
        } else if (!policy) {
            conditions.add(
                    "KillSwitch",
                    false,
                    Why.PolicyMissing,
                    "There is no policy, and the locks of pods that have one are all there is; see the other conditions");
        } else if (open > 0) {
            conditions.add(
                    "KillSwitch",
                    false,
                    Why.PodsWithoutLock,
                    open + " of " + pods.size()
                            + " pods run without a lock of their own, by the policy alone: they were made before they were"
                            + " attached; delete them, or roll the workload out");
        } else {
            conditions.add(
                    "KillSwitch",
                    true,
                    Why.Locked,
                    "The policy is in place, and no pod runs without a lock of its own");
        }
    }

    private void attached(Conditions conditions, int pods, long attached, @Nullable Why not) {
        Optional<Finding> waits = of("Attached").or(() -> of("Degraded"));
        Optional<String> refusal = seen.refusal(attached);
        if (waits.isPresent() && not != Why.DetachedDirect) {
            conditions.add("Attached", false, waits.get());
        } else if (not != null) {
            conditions.add("Attached", false, not, explain(not));
        } else if (refusal.isPresent()) {
            conditions.add(
                    "Attached",
                    false,
                    Why.PodsRefused,
                    "Kubernetes makes no pod of it, and says: " + refusal.get()
                            + "; change what it names, or the workload");
        } else if (attached < pods) {
            conditions.add(
                    "Attached",
                    false,
                    Why.RollingOut,
                    (pods - attached) + " of " + pods + " pods are not attached yet");
        } else {
            conditions.add(
                    "Attached",
                    true,
                    Why.AllPodsAttached,
                    pods == 0 ? "No pod runs; those to come are attached" : "All " + pods + " pods are attached");
        }
    }

    private String explain(Why not) {
        var workload = client.getSpec().workload();
        String name = workload == null ? "" : workload.kind() + " " + workload.name();
        return switch (not) {
            case WorkloadNotFound ->
                "There is no " + name + " in namespace " + client.getMetadata().getNamespace()
                        + "; create it, it is attached at once";
            case JobIsFixed ->
                name
                        + " exists already and a Job's template cannot be changed; delete it and create it with what culvert"
                        + " render prints, or take a CronJob";
            case DetachedDirect ->
                "The gateway is gone and spec.onDetach is AllowDirect: the workload runs without the VPN";
            default ->
                findings.isEmpty()
                        ? "The gateway has not been set up yet"
                        : Validation.gravest(findings).map(Finding::message).orElse("");
        };
    }

    private void ready(Conditions conditions, Optional<Finding> invalid) {
        String gateway = seen.gateway()
                .map(there -> there.getStatus())
                .flatMap(status -> Conditions.of(status.conditions(), "Ready"))
                .map(Condition::getStatus)
                .orElse("False");
        if (invalid.isPresent()) {
            conditions.add("Ready", false, Why.Invalid, invalid.get().message());
        } else if (!conditions.holds("Attached")) {
            conditions.addLike("Ready", "Attached");
        } else if (!conditions.holds("KillSwitch")) {
            conditions.addLike("Ready", "KillSwitch");
        } else if (gateway.equals("Unknown")) {
            conditions.add(
                    "Ready",
                    false,
                    Why.GatewayNotReady,
                    "Nobody can tell whether the gateway's tunnel carries traffic; its condition Ready says why");
        } else if (!gateway.equals("True")) {
            conditions.add(
                    "Ready",
                    false,
                    Why.GatewayNotReady,
                    "No exit of the gateway is healthy; until then nothing leaves");
        } else {
            conditions.add(
                    "Ready", true, Why.AllPodsAttached, "Traffic leaves by the gateway's exits, and by nothing else");
        }
    }

    private Optional<Finding> of(String condition) {
        return Validation.gravest(findings.stream()
                .filter(finding -> finding.reason().condition().equals(condition))
                .toList());
    }
}
