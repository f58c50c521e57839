package dev.culvert.operator.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.OnDetach;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.client.Attachment;
import dev.culvert.manifest.client.ClientNames;
import dev.culvert.manifest.client.ClientObjects;
import dev.culvert.manifest.network.ClientDefinition;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.announce.Current;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.apply.SettingsTouch;
import dev.culvert.operator.gateway.StatusTokens;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Conflicts;
import dev.culvert.operator.report.Events;
import dev.culvert.operator.report.Failure;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a workload's pods clients: policy, settings, workload, in this order; and back again. */
public final class ClientReconciler implements Reconciler<VpnClient>, Cleaner<VpnClient> {
    /** What waits for others is looked at again; from caches, so it costs no request. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration NODES_AGAIN = Duration.ofSeconds(1);
    private static final Duration CONFLICT = Duration.ofMillis(200);

    private final ClientSources sources;
    private final StatusTokens tokens;
    private final Events events;
    private final Clock clock;

    /** Nothing runs yet. */
    public ClientReconciler(ClientSources sources, StatusTokens tokens, Events events, Clock clock) {
        this.sources = sources;
        this.tokens = tokens;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, VpnClient>> prepareEventSources(EventSourceContext<VpnClient> context) {
        return sources.prepare(context);
    }

    @Override
    public UpdateControl<VpnClient> reconcile(VpnClient client, Context<VpnClient> context) {
        try {
            sources.catchUp(context.eventSourceRetriever());
            return reconcile(client, context.getClient());
        } catch (KubernetesClientException e) {
            if (Conflicts.isConflict(e)) {
                return UpdateControl.<VpnClient>noUpdate().rescheduleAfter(CONFLICT);
            }
            throw e;
        }
    }

    private UpdateControl<VpnClient> reconcile(VpnClient client, KubernetesClient api) {
        ClientSeen seen = sources.look(client);
        List<Finding> findings = findings(client, seen);
        Outcome outcome = act(client, seen, findings, api);
        List<PodStatus> pods = seen.states(outcome.attachment());
        Ports ports = ports(client, seen, outcome, pods);
        Report<VpnClientStatus> result = new ClientReport(client, seen, findings, clock)
                .status(pods, seen.madeToday(outcome.attachment()), outcome.why(), outcome.policy(), ports);
        if (!result.status().equals(client.getStatus())) {
            client.setStatus(result.status());
            api.resource(client).updateStatus();
            events.tell(client, result.transitions());
        }
        // What was refused may be so no longer, of which no event tells; nor does one of a Secret.
        return findings.isEmpty()
                        && outcome.why() == null
                        && seen.refusal().isEmpty()
                        && seen.gateway().filter(SidecarSecret::isRead).isEmpty()
                ? UpdateControl.noUpdate()
                : UpdateControl.<VpnClient>noUpdate().rescheduleAfter(PATIENCE);
    }

    /** At which ports it is reached, with whoever is to know being told; one that is not served has none. */
    private Ports ports(VpnClient client, ClientSeen seen, Outcome outcome, List<PodStatus> pods) {
        ResourceID id = ResourceID.fromResource(client);
        List<PortStatus> ports = outcome.why() == Why.NotAttached || outcome.why() == Why.DetachedDirect
                ? List.of()
                : seen.gateway()
                        .map(gateway -> Current.ports(client, gateway, sources.known()))
                        .orElse(List.of());
        List<Task> wanted = Current.tasks(client, ports, pods, sources.known());
        sources.announcements().want(id, wanted);
        return new Ports(ports, wanted, sources.announcements().outcomes(id));
    }

    /**
     * What came of it.
     *
     * @param attachment the hash that pods must have; empty if there is none to have
     * @param why the workload is not attached; null if it is
     * @param policy whether its policy is in place
     */
    private record Outcome(String attachment, @Nullable Why why, boolean policy) {}

    private List<Finding> findings(VpnClient client, ClientSeen seen) {
        List<Finding> findings = new ArrayList<>(Validation.of(client, sources.known()));
        if (findings.isEmpty() && seen.gateway().isPresent() && seen.workload().isPresent()) {
            findings.addAll(Validation.of(
                    seen.workload().get(), seen.gateway().get(), sources.known().cluster()));
        }
        return findings;
    }

    private Outcome act(VpnClient client, ClientSeen seen, List<Finding> findings, KubernetesClient api) {
        if (seen.gateway().isEmpty() && client.getSpec().onDetach() == OnDetach.AllowDirect && wasAttached(client)) {
            letOut(client, api);
            sources.settleNodes(api);
            return new Outcome("", Why.DetachedDirect, false);
        }
        boolean served = findings.stream().map(Finding::reason).allMatch(Reason::goesWithout)
                && seen.gateway().filter(ClientReconciler::hasNetwork).isPresent();
        if (!served) {
            // A spec that cannot be used leaves what was made of the last one that could.
            if (findings.stream().allMatch(finding -> finding.reason().waits())
                    || sources.owned().of(ResourceID.fromResource(client)).isEmpty()) {
                close(client, seen, api);
                return new Outcome("", Why.NotAttached, true);
            }
            return new Outcome("", Why.NotAttached, hasPolicy(client));
        }
        return attach(client, seen.gateway().orElseThrow(), seen, api);
    }

    /** Whether it is so on nodes as well; else it wants another look. */
    private boolean close(VpnClient client, ClientSeen seen, KubernetesClient api) {
        List<HasMetadata> before = sources.owned().of(ResourceID.fromResource(client));
        List<HasMetadata> wanted = ClientObjects.closed(client, sources.known().cluster(), seen.selector(), before);
        List<HasMetadata> former = former(client);
        apply(client, withFormer(client, former, wanted), seen, api);
        closeFormer(client, former);
        return tellNodes(wanted, api);
    }

    /** Nodes close and open pods whose own lock alone can. Whether there is nothing left to tell. */
    private boolean tellNodes(List<HasMetadata> wanted, KubernetesClient api) {
        return wanted.stream().noneMatch(ClientDefinition::isTold) || sources.settleNodes(api);
    }

    private void apply(VpnClient client, List<HasMetadata> wanted, ClientSeen seen, KubernetesClient api) {
        sources.owned().apply(api, wanted);
        var touch = new SettingsTouch(api);
        wanted.stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .filter(settings -> ClientObjects.isReadAgain(client, settings))
                .forEach(settings -> seen.pods().forEach(pod -> touch.touch(pod, settings)));
    }

    private Outcome attach(VpnClient client, VpnGateway gateway, ClientSeen seen, KubernetesClient api) {
        ClusterFacts cluster = sources.known().cluster();
        ResourceID id = ResourceID.fromResource(client);
        List<HasMetadata> open = ClientObjects.of(
                client, gateway, cluster, observed(gateway), seen.selector(), seen.ingressIsRestricted());
        List<HasMetadata> former = former(client);
        List<HasMetadata> wanted = withFormer(
                client, former, ClientObjects.openAgain(open, sources.owned().of(id)));
        apply(client, wanted, seen, api);
        sources.owned().prune(api, id, wanted);
        tellNodes(wanted, api);
        if (gateway.getSpec().routing().method() instanceof Routing.Sidecar) {
            // Before the pods that mount it.
            tokens.of(client, sources.known(), api);
        }
        Attachment attachment = Attachment.of(client, gateway, cluster);
        String hash = attachment.annotations().getOrDefault(dev.culvert.manifest.Labels.ATTACHMENT, "");
        closeFormer(client, former);
        if (client.getSpec().workload() == null) {
            return new Outcome(hash, null, true);
        }
        if (seen.workload().isEmpty()) {
            return new Outcome(hash, Why.WorkloadNotFound, true);
        }
        Optional<String> patch = SidecarSecret.in(
                        attachment, client, gateway, seen.workload().get(), sources.known())
                .patch(seen.workload().get());
        if (patch.isPresent() && seen.workload().get() instanceof Job) {
            return new Outcome(hash, Why.JobIsFixed, true);
        }
        patch.ifPresent(text -> sources.patch(seen.workload().get(), text));
        return new Outcome(hash, null, true);
    }

    private boolean hasPolicy(VpnClient client) {
        return sources.owned().of(ResourceID.fromResource(client)).stream()
                .anyMatch(object -> object instanceof NetworkPolicy
                        && object.getMetadata().getName().equals(ClientNames.egress(client)));
    }

    /** Workloads that were named before and are attached still. */
    private List<HasMetadata> former(VpnClient client) {
        var now = client.getSpec().workload();
        return sources.attached(client).stream()
                .filter(workload -> now == null
                        || !workload.getKind().equals(now.kind().name())
                        || !workload.getMetadata().getName().equals(now.name()))
                .toList();
    }

    /** With what closes workloads that were named before. */
    private List<HasMetadata> withFormer(VpnClient client, List<HasMetadata> former, List<HasMetadata> wanted) {
        if (client.getSpec().onDetach() == OnDetach.AllowDirect || former.isEmpty()) {
            return wanted;
        }
        var all = new ArrayList<>(wanted);
        all.addAll(ClientObjects.former(client, sources.known().cluster(), wanted));
        return List.copyOf(all);
    }

    /** Their pods are made anew, without us or with settings that are closed. A Job's cannot be. */
    private void closeFormer(VpnClient client, List<HasMetadata> former) {
        for (HasMetadata workload : former) {
            if (!(workload instanceof Job)) {
                Optional<String> patch = client.getSpec().onDetach() == OnDetach.AllowDirect
                        ? Attachment.detach(workload)
                        : Attachment.close(workload, client);
                patch.ifPresent(text -> sources.patch(workload, text));
            }
        }
    }

    private boolean wasAttached(VpnClient client) {
        return !sources.attached(client).isEmpty()
                || (client.getStatus() != null
                        && Conditions.of(client.getStatus().conditions(), "Attached")
                                .filter(condition -> condition.getReason().equals(Why.DetachedDirect.name()))
                                .isPresent());
    }

    /** The reverse order: workload, settings, policy. */
    private void letOut(VpnClient client, KubernetesClient api) {
        for (HasMetadata workload : sources.attached(client)) {
            if (!(workload instanceof Job)) {
                Attachment.detach(workload).ifPresent(patch -> sources.patch(workload, patch));
            }
        }
        sources.owned().prune(api, ResourceID.fromResource(client), List.of());
    }

    /** Lets it out. Whether nodes have forgotten it as well, for which the end of its definition must have been seen. */
    private boolean letOutForGood(VpnClient client, KubernetesClient api) {
        boolean forgotten =
                sources.owned().of(ResourceID.fromResource(client)).stream().noneMatch(ClientDefinition::isTold);
        letOut(client, api);
        return forgotten && sources.settleNodes(api);
    }

    /** Without what the gateway's own reconciler has found and written down, nothing can be made. */
    private static boolean hasNetwork(VpnGateway gateway) {
        return !(gateway.getSpec().routing().method() instanceof Routing.Overlay)
                || (gateway.getStatus() != null && gateway.getStatus().clientNetwork() != null);
    }

    private static Observed observed(VpnGateway gateway) {
        Map<String, String> pods = new HashMap<>();
        if (gateway.getStatus() != null) {
            for (ExitStatus exit : gateway.getStatus().exits()) {
                if (exit.podAddress() != null) {
                    pods.put(exit.name(), exit.podAddress());
                }
            }
        }
        return Observed.of(pods, List.of(), Map.of(), List.of(), Map.of());
    }

    /** What failed is said; the rest of the status is as it was. */
    @Override
    public ErrorStatusUpdateControl<VpnClient> updateErrorStatus(
            VpnClient client, Context<VpnClient> context, Exception failure) {
        VpnClientStatus before = Objects.requireNonNullElseGet(
                client.getStatus(),
                () -> new VpnClientStatus(null, null, null, null, List.of(), List.of(), List.of(), List.of()));
        var conditions = new Conditions(
                        before.conditions(), client.getMetadata().getGeneration(), clock)
                .keepAllBut("Ready")
                .add("Ready", false, Why.TryingAgain, Failure.sentence(failure));
        if (!conditions.transitions().isEmpty()) {
            try {
                client.setStatus(new VpnClientStatus(
                        before.observedGeneration(),
                        before.gateway(),
                        before.workload(),
                        before.attached(),
                        before.exits(),
                        before.ports(),
                        before.pods(),
                        conditions.list()));
                context.getClient().resource(client).updateStatus();
                events.tell(client, conditions.transitions());
            } catch (KubernetesClientException e) {
                return ErrorStatusUpdateControl.noStatusUpdate();
            }
        }
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    /** Blocked for good, unless the owner said that the workload may go direct; or unless there is none to block. */
    @Override
    public DeleteControl cleanup(VpnClient client, Context<VpnClient> context) {
        KubernetesClient api = context.getClient();
        sources.announcements().want(ResourceID.fromResource(client), List.of());
        tokens.forget(client);
        try {
            sources.catchUp(context.eventSourceRetriever());
            ClientSeen seen = sources.look(client);
            boolean nothingToBlock = client.getSpec().workload() != null
                    && seen.workload().isEmpty()
                    && seen.pods().isEmpty()
                    && former(client).isEmpty();
            if (client.getSpec().onDetach() == OnDetach.AllowDirect || nothingToBlock) {
                if (!letOutForGood(client, api)) {
                    return DeleteControl.noFinalizerRemoval().rescheduleAfter(NODES_AGAIN.toMillis());
                }
            } else if (!close(client, seen, api)) {
                return DeleteControl.noFinalizerRemoval().rescheduleAfter(NODES_AGAIN.toMillis());
            }
        } catch (KubernetesClientException e) {
            if (Conflicts.isConflict(e)) {
                return DeleteControl.noFinalizerRemoval().rescheduleAfter(CONFLICT.toMillis());
            }
            if (!Conflicts.isGone(e)) {
                throw e;
            }
        }
        return DeleteControl.defaultDelete();
    }
}
