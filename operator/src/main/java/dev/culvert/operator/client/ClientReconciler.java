package dev.culvert.operator.client;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec.OnDetach;
import dev.culvert.manifest.api.VpnClientStatus;
import dev.culvert.manifest.api.VpnClientStatus.PodStatus;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.manifest.validation.Rivals;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.announce.Current;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.gateway.StatusTokens;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Conflicts;
import dev.culvert.operator.report.Events;
import dev.culvert.operator.report.Failure;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
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
import java.util.List;
import java.util.Objects;

/** Makes a workload's pods clients: policy, settings, workload, in this order; and back again. */
public final class ClientReconciler implements Reconciler<VpnClient>, Cleaner<VpnClient> {
    /** What waits for others is looked at again; from caches, so it costs no request. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration NODES_AGAIN = Duration.ofSeconds(1);
    private static final Duration CONFLICT = Duration.ofMillis(200);

    private final ClientSources sources;
    private final StatusTokens tokens;
    private final ClientState state;
    private final Events events;
    private final Clock clock;

    /** Nothing runs yet. */
    public ClientReconciler(ClientSources sources, StatusTokens tokens, Events events, Clock clock) {
        this.sources = sources;
        this.tokens = tokens;
        this.state = new ClientState(sources, tokens);
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
        ClientState.Outcome outcome = state.reach(client, seen, findings, api);
        List<PodStatus> pods = seen.states(outcome.attachment());
        Ports ports = ports(client, seen, outcome, pods);
        Report<VpnClientStatus> result = new ClientReport(client, seen, findings, clock)
                .status(pods, seen.madeToday(outcome.attachment()), outcome.why(), outcome.policy(), ports);
        boolean rivals = Rivals.areToLookAgain(
                client, client.getStatus() == null ? null : client.getStatus().observedGeneration());
        if (!result.status().equals(client.getStatus())) {
            client.setStatus(result.status());
            api.resource(client).updateStatus();
            events.tell(client, result.happenings());
        }
        if (rivals) {
            wakeRivals(client);
        }
        // What was refused may be so no longer, of which no event tells; nor does one of a Secret.
        return findings.isEmpty()
                        && outcome.why() == null
                        && seen.refusal().isEmpty()
                        && seen.gateway().filter(SidecarSecret::isRead).isEmpty()
                ? UpdateControl.noUpdate()
                : UpdateControl.<VpnClient>noUpdate().rescheduleAfter(PATIENCE);
    }

    private void wakeRivals(VpnClient client) {
        Rivals.youngerThan(client, sources.known())
                .map(ResourceID::fromResource)
                .forEach(sources::nudge);
    }

    /** At which ports it is reached, with whoever is to know being told; one that is not served has none. */
    private Ports ports(VpnClient client, ClientSeen seen, ClientState.Outcome outcome, List<PodStatus> pods) {
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

    private List<Finding> findings(VpnClient client, ClientSeen seen) {
        List<Finding> findings = new ArrayList<>(Validation.of(client, sources.known()));
        if (findings.stream().map(Finding::reason).allMatch(Reason::goesWithout)
                && seen.gateway().isPresent()
                && seen.workload().isPresent()) {
            findings.addAll(Validation.of(
                    seen.workload().get(),
                    client,
                    seen.gateway().get(),
                    sources.known().cluster()));
        }
        return findings;
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
            wakeRivals(client);
            boolean nothingToBlock = client.getSpec().workload() != null
                    && seen.workload().isEmpty()
                    && seen.pods().isEmpty()
                    && !state.hasFormer(client);
            if (client.getSpec().onDetach() == OnDetach.AllowDirect || nothingToBlock) {
                if (!state.letOutForGood(client, api)) {
                    return DeleteControl.noFinalizerRemoval().rescheduleAfter(NODES_AGAIN.toMillis());
                }
            } else if (!state.close(client, seen, api)) {
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
