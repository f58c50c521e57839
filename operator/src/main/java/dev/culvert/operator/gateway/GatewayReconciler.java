package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClientNetworks;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.ExitNumbers;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.manifest.gateway.GatewayObjects;
import dev.culvert.manifest.validation.Finding;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.manifest.validation.Rivals;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.model.InvalidInput;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.SettingsTouch;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.names.NameTasks;
import dev.culvert.operator.names.Outcome;
import dev.culvert.operator.names.Task;
import dev.culvert.operator.report.Conditions;
import dev.culvert.operator.report.Conflicts;
import dev.culvert.operator.report.Events;
import dev.culvert.operator.report.Failure;
import dev.culvert.operator.report.Report;
import dev.culvert.operator.report.Why;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a VpnGateway's pods, and says how they are. */
public final class GatewayReconciler implements Reconciler<VpnGateway>, Cleaner<VpnGateway> {
    /** What waits for others is looked at again; from caches, so it costs no request. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration CONFLICT = Duration.ofMillis(200);

    private static final Duration NODES_AGAIN = Duration.ofSeconds(1);
    private static final Duration NAMES_AGAIN = Duration.ofSeconds(1);
    private static final Duration NAMES_PATIENCE = Duration.ofMinutes(1);

    private final GatewaySources sources;
    private final StatusTokens tokens;
    private final Events events;
    private final Clock clock;

    /** Nothing runs yet. */
    public GatewayReconciler(GatewaySources sources, StatusTokens tokens, Events events, Clock clock) {
        this.sources = sources;
        this.tokens = tokens;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, VpnGateway>> prepareEventSources(EventSourceContext<VpnGateway> context) {
        return sources.prepare(context);
    }

    @Override
    public UpdateControl<VpnGateway> reconcile(VpnGateway gateway, Context<VpnGateway> context) {
        try {
            sources.catchUp(context.eventSourceRetriever());
            return reconcile(gateway, context.getClient());
        } catch (KubernetesClientException e) {
            if (Conflicts.isConflict(e)) {
                return UpdateControl.<VpnGateway>noUpdate().rescheduleAfter(CONFLICT);
            }
            throw e;
        }
    }

    private UpdateControl<VpnGateway> reconcile(VpnGateway gateway, KubernetesClient client) {
        CachedKnown known = sources.known();
        sources.vpnOnly().settle(gateway, known.cluster(), client);
        List<Finding> findings = findings(gateway, known);
        boolean valid = isValid(findings);
        VpnGateway current = valid ? remember(gateway, known.cluster(), client) : gateway;
        GatewaySeen seen = sources.observer().look(current, valid ? token(current, client) : "");
        if (valid) {
            var wanted = GatewayObjects.of(current, known.cluster(), seen.observed());
            sources.owned()
                    .apply(
                            client,
                            sources.oneByOne().now(wanted, sources.observer().pods(current), client));
            sources.owned().prune(client, ResourceID.fromResource(current), wanted);
            new SettingsTouch(client).touch(wanted, sources.observer().pods(current));
        }
        boolean rivals = Rivals.areToLookAgain(
                current,
                current.getStatus() == null ? null : current.getStatus().observedGeneration());
        Report<VpnGatewayStatus> report = new GatewayReport(current, known.cluster(), seen, findings, clock)
                .status(numbers(current), network(current));
        if (!report.status().equals(current.getStatus())) {
            write(current, report.status(), client);
            events.tell(current, report.happenings());
        }
        if (rivals) {
            Rivals.youngerThan(current, known).map(ResourceID::fromResource).forEach(sources::nudge);
        }
        if (valid) {
            // Only now: whoever knows a later status has made ours impossible to write.
            sources.names()
                    .want(
                            ResourceID.fromResource(current),
                            NameTasks.of(current, taken(findings), secretVersion(current)));
        }
        // At a start with many clients all gateways would be looked at again and again, for as long as these are read.
        if (sources.knowsWhatNodesNeed() && !sources.settleNodes(client)) {
            return UpdateControl.<VpnGateway>noUpdate().rescheduleAfter(NODES_AGAIN);
        }
        // No event tells that an agent which begins anew has said nothing for too long.
        boolean waits = findings.stream().anyMatch(finding -> finding.reason().waits())
                || report.status().exits().stream().anyMatch(ExitStatus::silent);
        return waits ? UpdateControl.<VpnGateway>noUpdate().rescheduleAfter(PATIENCE) : UpdateControl.noUpdate();
    }

    /** In sidecar routing the agent is in the client's namespace, and so is its token. */
    private String token(VpnGateway gateway, KubernetesClient client) {
        return gateway.getSpec().routing().method() instanceof Routing.Sidecar
                ? sources.observer()
                        .holder(gateway)
                        .map(holder -> tokens.of(holder.client(), sources.known(), client))
                        .orElse("")
                : tokens.of(gateway, sources.known(), client);
    }

    private static List<Finding> taken(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.reason() == Reason.NameTaken)
                .toList();
    }

    private UnaryOperator<String> secretVersion(VpnGateway gateway) {
        return name -> sources.observer().version(gateway.getMetadata().getNamespace(), name);
    }

    private static boolean isValid(List<Finding> findings) {
        return findings.stream()
                .noneMatch(finding -> finding.reason().condition().equals("Invalid"));
    }

    /** What stands against it; that its network has room is asked where the network is computed. */
    private static List<Finding> findings(VpnGateway gateway, CachedKnown known) {
        List<Finding> findings = Validation.of(gateway, known);
        if (isValid(findings) && gateway.getSpec().routing().method() instanceof Routing.Overlay) {
            try {
                ClientNetworks.overlay(gateway, known.cluster());
            } catch (InvalidInput e) {
                return List.of(
                        new Finding(Reason.InvalidSpec, "spec.routing.overlay." + e.field(), e.problem(), e.remedy()));
            }
        }
        return findings;
    }

    /**
     * Numbers of exits, and a network that was found free, are written down before anything is made of them: whoever comes
     * after us, even after a kill in the middle, takes the same.
     */
    private VpnGateway remember(VpnGateway gateway, ClusterFacts cluster, KubernetesClient client) {
        VpnGatewayStatus before = gateway.getStatus();
        Map<String, Integer> numbers = ExitNumbers.of(gateway);
        String network = gateway.getSpec().routing().method() instanceof Routing.Overlay
                ? ClientNetworks.overlay(gateway, cluster).toString()
                : null;
        if (before != null
                && Objects.equals(before.clientNetwork(), network)
                && before.exits().stream().map(ExitStatus::name).toList().containsAll(numbers.keySet())) {
            return gateway;
        }
        List<ExitStatus> exits = new ArrayList<>();
        numbers.forEach((name, number) -> exits.add(
                before == null
                        ? unknown(name, number)
                        : before.exits().stream()
                                .filter(exit -> exit.name().equals(name))
                                .findFirst()
                                .orElseGet(() -> unknown(name, number))));
        return write(
                gateway,
                new VpnGatewayStatus(
                        before == null ? null : before.observedGeneration(),
                        before == null ? null : before.routing(),
                        network,
                        before == null ? null : before.exitsHealthy(),
                        before == null ? null : before.addresses(),
                        before == null ? null : before.clients(),
                        before == null ? null : before.unprotected(),
                        before == null ? null : before.dns(),
                        exits,
                        before == null ? null : before.names(),
                        before == null ? List.of() : before.conditions()),
                client);
    }

    private static ExitStatus unknown(String name, int number) {
        return new ExitStatus(name, number, false, false, null, null, null, null, null, null);
    }

    private static Map<String, Integer> numbers(VpnGateway gateway) {
        return ExitNumbers.of(gateway);
    }

    private static @Nullable String network(VpnGateway gateway) {
        return gateway.getStatus() == null ? null : gateway.getStatus().clientNetwork();
    }

    /** Refused if somebody else wrote meanwhile. */
    private static VpnGateway write(VpnGateway gateway, VpnGatewayStatus status, KubernetesClient client) {
        gateway.setStatus(status);
        VpnGateway written = client.resource(gateway).updateStatus();
        gateway.getMetadata().setResourceVersion(written.getMetadata().getResourceVersion());
        return gateway;
    }

    /** What failed is said; the rest of the status is as it was. */
    @Override
    public ErrorStatusUpdateControl<VpnGateway> updateErrorStatus(
            VpnGateway gateway, Context<VpnGateway> context, Exception failure) {
        VpnGatewayStatus before = Objects.requireNonNullElseGet(
                gateway.getStatus(),
                () -> new VpnGatewayStatus(null, null, null, null, null, null, null, null, List.of(), null, List.of()));
        var conditions = new Conditions(
                        before.conditions(), gateway.getMetadata().getGeneration(), clock)
                .keepAllBut("Ready")
                .add("Ready", false, Why.TryingAgain, Failure.sentence(failure));
        if (!conditions.transitions().isEmpty()) {
            try {
                gateway.setStatus(new VpnGatewayStatus(
                        before.observedGeneration(),
                        before.routing(),
                        before.clientNetwork(),
                        before.exitsHealthy(),
                        before.addresses(),
                        before.clients(),
                        before.unprotected(),
                        before.dns(),
                        before.exits(),
                        before.names(),
                        conditions.list()));
                context.getClient().resource(gateway).updateStatus();
                events.tell(gateway, conditions.transitions());
            } catch (KubernetesClientException e) {
                return ErrorStatusUpdateControl.noStatusUpdate();
            }
        }
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    /** Whether nothing of ours is left in DNS; after a while also if a provider cannot be reached: deletion ends. */
    private boolean namesReleased(VpnGateway gateway) {
        List<Task> tasks = NameTasks.release(gateway, secretVersion(gateway));
        List<Task.Key> done = sources.names().outcomes(ResourceID.fromResource(gateway)).stream()
                .filter(outcome -> outcome.task().wanted().released() && !(outcome instanceof Outcome.Failed))
                .map(outcome -> outcome.task().key())
                .toList();
        List<String> left = tasks.stream()
                .map(Task::key)
                .filter(key -> !done.contains(key))
                .map(Task.Key::name)
                .toList();
        Instant deleted = Instant.parse(gateway.getMetadata().getDeletionTimestamp());
        if (left.isEmpty() || clock.instant().isBefore(deleted.plus(NAMES_PATIENCE))) {
            return left.isEmpty();
        }
        events.tell(
                gateway,
                new Conditions(List.of(), gateway.getMetadata().getGeneration(), clock)
                        .add(
                                "NamesPublished",
                                false,
                                Why.NamesLeft,
                                "The provider could not be reached for "
                                        + NAMES_PATIENCE.toSeconds()
                                        + " s; delete by hand what is left of " + String.join(", ", left)
                                        + " and their TXT records at _culvert")
                        .transitions());
        return true;
    }

    /** What guards goes last: the pods first, and the rest when they are gone. */
    @Override
    public DeleteControl cleanup(VpnGateway gateway, Context<VpnGateway> context) {
        ResourceID id = ResourceID.fromResource(gateway);
        Owned<VpnGateway> owned = sources.owned();
        sources.forget(id);
        tokens.forget(gateway);
        sources.oneByOne().forget(gateway);
        List<? extends HasMetadata> guards = owned.of(id).stream()
                .filter(object -> !(object instanceof StatefulSet))
                .toList();
        sources.names().want(id, NameTasks.release(gateway, secretVersion(gateway)));
        owned.prune(context.getClient(), id, guards);
        if (!sources.observer().pods(gateway).isEmpty()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(PATIENCE.toMillis());
        }
        if (!namesReleased(gateway)) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(NAMES_AGAIN.toMillis());
        }
        sources.names().want(id, List.of());
        owned.prune(context.getClient(), id, List.of());
        if (!sources.settleNodes(context.getClient())) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(NODES_AGAIN.toMillis());
        }
        return DeleteControl.defaultDelete();
    }
}
