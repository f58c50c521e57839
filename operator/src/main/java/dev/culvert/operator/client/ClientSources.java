package dev.culvert.operator.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Selectors;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus;
import dev.culvert.manifest.client.ClientNames;
import dev.culvert.manifest.client.ClientPods;
import dev.culvert.manifest.client.IngressPolicies;
import dev.culvert.manifest.network.ClientDefinition;
import dev.culvert.manifest.validation.Rivals;
import dev.culvert.manifest.validation.SecretKeys;
import dev.culvert.operator.announce.Outcome;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Telling;
import dev.culvert.operator.announce.Way;
import dev.culvert.operator.apply.MovingSource;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.Slim;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.cluster.PodReadiness;
import dev.culvert.operator.keep.Lanes;
import dev.culvert.operator.report.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that a client's state depends on, watched; and what is seen there. */
public final class ClientSources implements AutoCloseable {
    /** Pods without a label of ours are looked at too: they may be of a workload that is to be a client. */
    private static final String OURS = Labels.MANAGED_BY + "=" + Labels.CULVERT + ",!" + Labels.GATEWAY;

    private static final String BY_NAMESPACE = "by-namespace";

    private final Supplier<ClusterFacts> cluster;
    private final Predicate<KubernetesClient> nodes;
    private final BiFunction<String, String, SecretKeys> secrets;
    private final Lanes<Task.Key, Task, Outcome> announcements;
    private final SimpleInboundEventSource<VpnClient> nudge = new SimpleInboundEventSource<>("nudge");
    private @Nullable Prepared prepared;

    private record Prepared(
            EventSourceContext<VpnClient> context,
            CachedKnown known,
            WorkloadCaches workloads,
            InformerEventSource<Pod, VpnClient> pods,
            MissingPods missing,
            InformerEventSource<NetworkPolicy, VpnClient> policies,
            Owned<VpnClient> owned) {}

    /**
     * Nothing is watched yet, and nobody told.
     *
     * @param nodes makes what runs on nodes as it should be, and says whether it is so now
     */
    public ClientSources(
            Supplier<ClusterFacts> cluster,
            BiFunction<String, String, SecretKeys> secrets,
            Way.Finder ways,
            Predicate<KubernetesClient> nodes) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.secrets = secrets;
        this.announcements = Telling.everybody(ways, this::nudge);
    }

    List<EventSource<?, VpnClient>> prepare(EventSourceContext<VpnClient> context) {
        context.getPrimaryCache()
                .addIndexers(Map.of(
                        BY_NAMESPACE, client -> List.of(client.getMetadata().getNamespace())));
        var gateways = gateways(context);
        var known = new CachedKnown(cluster, gateways, context.getPrimaryCache(), secrets);
        knownForGateways = known;
        var workloads = new WorkloadCaches(context, WorkloadCaches.cronJobV1(cluster.get()));
        var pods = pods(context);
        var owned = new Owned<>("owned-", context, OURS, ClientSources::owner, object -> woken(context, object))
                .watch(NetworkPolicy.class)
                .watch(ConfigMap.class)
                .watchWhen(
                        () -> cluster.get().has(ClusterFacts.Api.CiliumNetworkPolicy),
                        "cilium.io",
                        "v2",
                        "CiliumNetworkPolicy")
                .watchWhen(
                        () -> cluster.get().has(ClusterFacts.Api.NetworkAttachmentDefinition),
                        "k8s.cni.cncf.io",
                        "v1",
                        "NetworkAttachmentDefinition");
        var policies = othersPolicies(context);
        var missing = new MissingPods(context, BY_NAMESPACE, Clock.systemUTC());
        prepared = new Prepared(context, known, workloads, pods, missing, policies, owned);
        var all = new ArrayList<EventSource<?, VpnClient>>(List.of(gateways, pods, missing.source(), policies, nudge));
        all.addAll(workloads.sources());
        all.addAll(owned.sources());
        return all;
    }

    private @Nullable CachedKnown knownForGateways;

    CachedKnown known() {
        return ready().known;
    }

    /** Begins to watch what the API server serves since then. */
    void catchUp(EventSourceRetriever<VpnClient> retriever) {
        ready().owned.catchUp(retriever);
    }

    Owned<VpnClient> owned() {
        return ready().owned;
    }

    /** What nodes are to be told of clients that their pods' own locks close; see {@link ClientDefinition#told}. */
    public Map<String, Boolean> told() {
        return ClientDefinition.told(ready().owned.locks());
    }

    /** Makes what runs on nodes do what {@link #told} says. Whether it is so now; else it wants another look. */
    boolean settleNodes(KubernetesClient client) {
        return nodes.test(client);
    }

    /** Everything of a client, from the caches. */
    ClientSeen look(VpnClient client) {
        Optional<HasMetadata> workload = ready().workloads.await(client);
        LabelSelector selector = isAnothers(client)
                ? ClientPods.of(client, Optional.empty(), Optional.empty())
                : selector(client, workload);
        ResourceID gateway = CachedKnown.gatewayOf(client);
        List<Pod> pods = ready().pods.byIndex(BY_NAMESPACE, client.getMetadata().getNamespace()).stream()
                .filter(PodReadiness::lives)
                .filter(pod -> isOf(selector, pod))
                .toList();
        return new ClientSeen(
                ready().known.gateway(gateway.getNamespace().orElseThrow(), gateway.getName()),
                workload,
                selector,
                pods,
                ready().missing.why(client, pods),
                ingressIsRestricted(client, workload, selector, pods));
    }

    /** One that is an older client's is not to be closed by this one; once that is being deleted, it is. */
    private boolean isAnothers(VpnClient client) {
        return Rivals.eldersAtTheWorkload(client, ready().known)
                .anyMatch(elder -> elder.getMetadata().getDeletionTimestamp() == null);
    }

    private LabelSelector selector(VpnClient client, Optional<HasMetadata> workload) {
        return ClientPods.of(client, workload, workload.isPresent() ? Optional.empty() : selectedBefore(client));
    }

    /** But for a former workload's, for which there are policies of their own if it was attached. */
    private Optional<LabelSelector> selectedBefore(VpnClient client) {
        var now = client.getSpec().workload();
        if (client.getStatus() != null
                && now != null
                && !now.toString().equals(client.getStatus().workload())) {
            return Optional.empty();
        }
        return selected(client)
                .filter(before -> former(client).stream()
                        .map(Workloads::selector)
                        .noneMatch(former -> Selectors.same(before, former)));
    }

    /** What the client's policy selects, if there is one. */
    Optional<LabelSelector> selected(VpnClient client) {
        var like = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName(ClientNames.egress(client))
                .withNamespace(client.getMetadata().getNamespace())
                .endMetadata()
                .build();
        return ready().owned
                .seen(like)
                .map(policy -> ((NetworkPolicy) policy).getSpec().getPodSelector());
    }

    /**
     * Whether a policy of somebody else says what may come to the client's pods: by the labels that their template has, or that all of
     * them have that run. One that means some of them is none of all.
     */
    private boolean ingressIsRestricted(
            VpnClient client, Optional<HasMetadata> workload, LabelSelector selector, List<Pod> pods) {
        List<NetworkPolicy> policies =
                ready().policies.byIndex(BY_NAMESPACE, client.getMetadata().getNamespace());
        return IngressPolicies.restrict(
                        policies, workload.map(Workloads::labels).orElseGet(selector::getMatchLabels))
                || (!pods.isEmpty()
                        && pods.stream()
                                .allMatch(pod -> IngressPolicies.restrict(
                                        policies, pod.getMetadata().getLabels())));
    }

    private static InformerEventSource<NetworkPolicy, VpnClient> othersPolicies(EventSourceContext<VpnClient> context) {
        var policies = new InformerEventSource<NetworkPolicy, VpnClient>(
                Slim.watch(NetworkPolicy.class, VpnClient.class)
                        .withName("others-policies")
                        .withLabelSelector(Labels.MANAGED_BY + "!=" + Labels.CULVERT)
                        .withSecondaryToPrimaryMapper(
                                policy -> anyIn(context, policy.getMetadata().getNamespace())
                                        .collect(Collectors.toSet()))
                        .build(),
                context);
        policies.addIndexers(
                Map.of(BY_NAMESPACE, policy -> List.of(policy.getMetadata().getNamespace())));
        return policies;
    }

    /** Workloads that carry this client's attachment, the one that it names today included. */
    List<HasMetadata> attached(VpnClient client) {
        return ready().workloads.attachedTo(client);
    }

    /** Workloads that were named before and are attached still. */
    List<HasMetadata> former(VpnClient client) {
        var now = client.getSpec().workload();
        return attached(client).stream()
                .filter(workload -> now == null
                        || !workload.getKind().equals(now.kind().name())
                        || !workload.getMetadata().getName().equals(now.name()))
                .toList();
    }

    /** Writes to a workload, as long as it is as it was seen. */
    void patch(HasMetadata workload, String operations) {
        ready().workloads.patch(workload, operations);
    }

    /** Who is told at which port a client is reached. */
    Lanes<Task.Key, Task, Outcome> announcements() {
        return announcements;
    }

    /** Has a client looked at again. */
    void nudge(ResourceID client) {
        if (nudge.isRunning()) {
            nudge.propagateEvent(client);
        }
    }

    @Override
    public void close() {
        announcements.close();
    }

    /** All clients. */
    public void nudgeAll() {
        if (prepared != null) {
            prepared.context
                    .getPrimaryCache()
                    .list(_ -> true)
                    .map(ResourceID::fromResource)
                    .forEach(this::nudge);
        }
    }

    private Prepared ready() {
        return Objects.requireNonNull(prepared, "the controller has not started");
    }

    private InformerEventSource<VpnGateway, VpnClient> gateways(EventSourceContext<VpnClient> context) {
        return new InformerEventSource<>(
                Slim.watch(VpnGateway.class, VpnClient.class)
                        .withOnUpdateFilter((now, before) -> !Objects.equals(relevant(now), relevant(before)))
                        .withSecondaryToPrimaryMapper(gateway -> Objects.requireNonNull(knownForGateways)
                                .clientsOf(
                                        gateway.getMetadata().getNamespace(),
                                        gateway.getMetadata().getName())
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    /** What of a gateway its clients depend on. */
    private static List<Object> relevant(VpnGateway gateway) {
        VpnGatewayStatus status = gateway.getStatus();
        return List.of(
                String.valueOf(gateway.getMetadata().getGeneration()),
                String.valueOf(gateway.getMetadata().getDeletionTimestamp()),
                status == null ? "" : String.valueOf(status.clientNetwork()),
                status == null
                        ? List.of()
                        : status.exits().stream()
                                .map(exit -> exit.name()
                                        + exit.id()
                                        + exit.podAddress()
                                        + exit.healthy()
                                        + exit.silent()
                                        + exit.forwardedPort()
                                        + exit.publicAddress())
                                .toList(),
                status == null
                        ? ""
                        : Conditions.of(status.conditions(), "Ready")
                                .map(Condition::getStatus)
                                .orElse(""),
                status != null && Conditions.holds(status.conditions(), "Invalid"));
    }

    private InformerEventSource<Pod, VpnClient> pods(EventSourceContext<VpnClient> context) {
        var pods = new MovingSource<Pod, VpnClient>(
                Slim.watch(Pod.class, VpnClient.class)
                        .withSecondaryToPrimaryMapper(this::clientsOf)
                        .build(),
                context);
        pods.addIndexers(Map.of(BY_NAMESPACE, pod -> List.of(pod.getMetadata().getNamespace())));
        return pods;
    }

    private Set<ResourceID> clientsOf(Pod pod) {
        if (prepared == null) {
            return Set.of();
        }
        return prepared
                .context
                .getPrimaryCache()
                .byIndex(BY_NAMESPACE, pod.getMetadata().getNamespace())
                .stream()
                .filter(client -> isOf(selector(client, ready().workloads.of(client)), pod))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }

    private static boolean isOf(LabelSelector selector, Pod pod) {
        return Selectors.select(selector, pod.getMetadata().getLabels());
    }

    private static Set<ResourceID> owner(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String client = labels == null ? null : labels.get(Labels.CLIENT);
        return client == null
                ? Set.of()
                : Set.of(new ResourceID(client, object.getMetadata().getNamespace()));
    }

    /** The policy of a namespace is no client's: any of its clients puts it right. */
    private static Set<ResourceID> woken(EventSourceContext<VpnClient> context, HasMetadata object) {
        Set<ResourceID> owner = owner(object);
        return owner.isEmpty()
                ? anyIn(context, object.getMetadata().getNamespace()).limit(1).collect(Collectors.toSet())
                : owner;
    }

    private static Stream<ResourceID> anyIn(EventSourceContext<VpnClient> context, String namespace) {
        return context.getPrimaryCache().byIndex(BY_NAMESPACE, namespace).stream()
                .map(ResourceID::fromResource);
    }
}
