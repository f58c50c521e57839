package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.DynamicDns;
import dev.culvert.manifest.api.NameProvider;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.gateway.GatewayNames;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.manifest.validation.SecretKeys;
import dev.culvert.operator.apply.MovingSource;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.Slim;
import dev.culvert.operator.cluster.CachedKnown;
import dev.culvert.operator.cluster.PodReadiness;
import dev.culvert.operator.cluster.Refusals;
import dev.culvert.operator.keep.Lanes;
import dev.culvert.operator.keep.Pace;
import dev.culvert.operator.names.Outcome;
import dev.culvert.operator.names.Publishers;
import dev.culvert.operator.names.Publishing;
import dev.culvert.operator.names.Task;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that a gateway's state depends on, watched. */
public final class GatewaySources implements AutoCloseable {
    private static final String GATEWAYS = Labels.MANAGED_BY + "=" + Labels.CULVERT + "," + Labels.GATEWAY;
    private static final int POLICY_V1 = 21;

    /** Name servers are asked so rarely whether somebody changed what is published. */
    private static final Duration EVERY_NAME = Duration.ofMinutes(5);

    private final Supplier<ClusterFacts> cluster;
    private final ExitWatch exits;
    private final int statusPort;
    private final Supplier<Optional<Map<String, Boolean>>> told;
    private final Lanes<Task.Key, Task, Outcome> names;
    private final SimpleInboundEventSource<VpnGateway> nudge = new SimpleInboundEventSource<>("nudge");
    private @Nullable Prepared prepared;

    private record Prepared(
            CachedKnown known,
            InformerEventSource<Secret, VpnGateway> secrets,
            Owned<VpnGateway> owned,
            OneByOne oneByOne,
            NodeWorkload nodes,
            VpnOnlyPolicies vpnOnly,
            GatewayObserver observer) {}

    /**
     * Nothing is watched yet.
     *
     * @param every how often exits' agents are asked
     * @param statusPort where those of gateways are asked
     * @param told whose pods nodes close, and open again; see {@link dev.culvert.manifest.network.ClientDefinition#told}. Empty until
     *     both gateways and clients are watched
     */
    public GatewaySources(
            Supplier<ClusterFacts> cluster,
            ExitProbe probe,
            int statusPort,
            Duration every,
            Publishers publishers,
            Supplier<Optional<Map<String, Boolean>>> told) {
        this.told = told;
        this.statusPort = statusPort;
        this.cluster = cluster;
        this.exits = new ExitWatch(probe, every, this::nudge);
        this.names = new Lanes<>(
                Task::key,
                _ -> new Publishing(publishers, Clock.systemUTC()),
                Pace.lookingAgain(EVERY_NAME),
                this::nudge);
    }

    List<EventSource<?, VpnGateway>> prepare(EventSourceContext<VpnGateway> context) {
        var clients = clients(context);
        var pods = pods(context);
        var nodePods = nodePods(context);
        var secrets = secrets(context, clients);
        var refusals = refusals(context);
        var owned = owned(context);
        var known = new CachedKnown(cluster, context.getPrimaryCache(), clients, this::secret);
        var attached = new AttachedPods(context, known);
        var nodes = nodes(context);
        var vpnOnly = new VpnOnlyPolicies(context);
        prepared = new Prepared(
                known,
                secrets,
                owned,
                new OneByOne(owned, Clock.systemUTC()),
                new NodeWorkload(nodes, known, told, Clock.systemUTC()),
                vpnOnly,
                new GatewayObserver(
                        known,
                        pods,
                        nodePods,
                        attached,
                        new SecretVersions(secrets, owned),
                        refusals,
                        exits,
                        statusPort,
                        names));
        var all = new ArrayList<EventSource<?, VpnGateway>>(
                List.of(clients, pods, nodePods, attached.source(), secrets, refusals.source(), nudge));
        all.addAll(owned.sources());
        all.addAll(nodes.sources());
        all.addAll(vpnOnly.sources());
        return all;
    }

    /** Has a gateway looked at again. */
    public void nudge(ResourceID gateway) {
        if (nudge.isRunning()) {
            nudge.propagateEvent(gateway);
        }
    }

    /** Any gateway: whichever it is, it sees to what they have in common. */
    public void nudgeOne() {
        all().stream().limit(1).map(ResourceID::fromResource).forEach(this::nudge);
    }

    /** All gateways. */
    public void nudgeAll() {
        if (prepared != null) {
            prepared.known.gateways().map(ResourceID::fromResource).forEach(this::nudge);
        }
    }

    /** Every gateway but those that are being deleted, as it was last seen. */
    public List<VpnGateway> all() {
        return prepared == null ? List.of() : prepared.known.gateways().toList();
    }

    CachedKnown known() {
        return ready().known;
    }

    /** Begins to watch what the API server serves since then. */
    void catchUp(EventSourceRetriever<VpnGateway> retriever) {
        ready().owned.catchUp(retriever);
    }

    Owned<VpnGateway> owned() {
        return ready().owned;
    }

    OneByOne oneByOne() {
        return ready().oneByOne;
    }

    /** The policies of vpn-only pods. */
    VpnOnlyPolicies vpnOnly() {
        return ready().vpnOnly;
    }

    /** Whether all is watched that {@link #settleNodes} depends on; {@link #nudgeOne} follows as soon as it is. */
    boolean knowsWhatNodesNeed() {
        return told.get().isPresent();
    }

    /** Makes what runs on nodes what gateways and closed pods need. Whether it is so now; else it wants another look. */
    public boolean settleNodes(KubernetesClient client) {
        return ready().nodes.settle(client);
    }

    GatewayObserver observer() {
        return ready().observer;
    }

    /** Its names in DNS. */
    Lanes<Task.Key, Task, Outcome> names() {
        return names;
    }

    void forget(ResourceID gateway) {
        exits.forget(gateway);
    }

    /** What is known of a Secret. */
    public SecretKeys secret(String namespace, String name) {
        return ready().secrets
                .get(new ResourceID(name, namespace))
                .<SecretKeys>map(secret -> new SecretKeys.Present(
                        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
                                .keySet(),
                        secret.getMetadata().getResourceVersion()))
                .orElseGet(SecretKeys.Missing::new);
    }

    private Prepared ready() {
        return Objects.requireNonNull(prepared, "the controller has not started");
    }

    private static InformerEventSource<VpnClient, VpnGateway> clients(EventSourceContext<VpnGateway> context) {
        return new MovingSource<>(
                Slim.watch(VpnClient.class, VpnGateway.class)
                        .withOnUpdateFilter((now, before) -> !Objects.equals(now.getStatus(), before.getStatus())
                                || !Objects.equals(now.getSpec(), before.getSpec()))
                        .withSecondaryToPrimaryMapper(client -> Set.of(CachedKnown.gatewayOf(client)))
                        .build(),
                context);
    }

    private static InformerEventSource<Pod, VpnGateway> pods(EventSourceContext<VpnGateway> context) {
        return new InformerEventSource<>(
                Slim.watch(Pod.class, VpnGateway.class)
                        .withLabelSelector(GATEWAYS)
                        .withSecondaryToPrimaryMapper(GatewaySources::owner)
                        .build(),
                context);
    }

    /** Agents of nodes, one a node; a gateway is looked at when one becomes ready or is so no longer. */
    private static InformerEventSource<Pod, VpnGateway> nodePods(EventSourceContext<VpnGateway> context) {
        return new InformerEventSource<>(
                Slim.watch(Pod.class, VpnGateway.class)
                        .withName("node-pods")
                        .withLabelSelector(NodeObjects.labels().entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(",")))
                        .withOnUpdateFilter((now, before) -> !standing(now).equals(standing(before)))
                        .withSecondaryToPrimaryMapper(
                                _ -> needNodes(context.getPrimaryCache().list(_ -> true))
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    /** What of a node's agent is told: a pod is given its node after it is made. */
    private static List<Object> standing(Pod pod) {
        return List.of(
                PodReadiness.isReady(pod), String.valueOf(pod.getSpec().getNodeName()), pod.isMarkedForDeletion());
    }

    /** Their names, versions and keys; not the kinds that no exit can use, of which a cluster has many. */
    private static InformerEventSource<Secret, VpnGateway> secrets(
            EventSourceContext<VpnGateway> context, InformerEventSource<VpnClient, VpnGateway> clients) {
        return new InformerEventSource<>(
                Slim.watch(Secret.class, VpnGateway.class)
                        .withFieldSelector(new FieldSelector(
                                new FieldSelector.Field("type", "kubernetes.io/service-account-token", true),
                                new FieldSelector.Field("type", "helm.sh/release.v1", true)))
                        .withSecondaryToPrimaryMapper(secret -> Stream.concat(
                                        context.getPrimaryCache()
                                                .list(
                                                        secret.getMetadata().getNamespace(),
                                                        gateway -> names(gateway, secret))
                                                .map(ResourceID::fromResource),
                                        whoseToken(secret, clients))
                                .collect(Collectors.toSet()))
                        .build(),
                context);
    }

    private static Refusals<VpnGateway> refusals(EventSourceContext<VpnGateway> context) {
        return new Refusals<>(
                context,
                VpnGateway.class,
                event -> context.getPrimaryCache()
                        .list(
                                event.getMetadata().getNamespace(),
                                gateway -> gateway.getSpec().exits().stream()
                                        .anyMatch(exit -> GatewayNames.statefulSet(gateway, exit.name())
                                                .equals(event.getInvolvedObject()
                                                        .getName())))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()),
                new FieldSelector.Field("involvedObject.kind", "StatefulSet"));
    }

    /** A client's token is its gateway's concern, which makes it anew when it is gone. */
    private static Stream<ResourceID> whoseToken(Secret secret, InformerEventSource<VpnClient, VpnGateway> clients) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        String client = labels == null ? null : labels.get(Labels.CLIENT);
        return client == null
                ? Stream.empty()
                : clients
                        .get(new ResourceID(client, secret.getMetadata().getNamespace()))
                        .map(CachedKnown::gatewayOf)
                        .stream();
    }

    private static boolean names(VpnGateway gateway, Secret secret) {
        return Stream.of(
                        gateway.getSpec().exits().stream().flatMap(exit -> GatewayObserver.secretOf(exit).stream()),
                        credential(gateway),
                        Stream.of(GatewayNames.statusToken(gateway)))
                .flatMap(names -> names)
                .anyMatch(secret.getMetadata().getName()::equals);
    }

    private static Stream<String> credential(VpnGateway gateway) {
        DynamicDns dns = gateway.getSpec().dynamicDns();
        return dns == null
                ? Stream.empty()
                : dns.provider().given().stream()
                        .map(NameProvider.Kind::credential)
                        .<NameProvider.SecretKey>flatMap(Stream::ofNullable)
                        .map(NameProvider.SecretKey::name);
    }

    private Owned<VpnGateway> owned(EventSourceContext<VpnGateway> context) {
        return new Owned<>("owned-", context, GATEWAYS, GatewaySources::owner, GatewaySources::owner)
                .watch(NetworkPolicy.class)
                .watch(ServiceAccount.class)
                .watch(Service.class)
                .watchWhen(
                        () -> cluster.get().atLeast(POLICY_V1),
                        io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget.class)
                .watchWhen(
                        () -> !cluster.get().atLeast(POLICY_V1),
                        io.fabric8.kubernetes.api.model.policy.v1beta1.PodDisruptionBudget.class)
                .watchWhen(
                        () -> cluster.get().has(ClusterFacts.Api.NetworkAttachmentDefinition),
                        "k8s.cni.cncf.io",
                        "v1",
                        "NetworkAttachmentDefinition")
                .watch(ConfigMap.class)
                .watch(StatefulSet.class);
    }

    /** What runs on nodes, once for all gateways that need it; put right by any of them. */
    private static Owned<VpnGateway> nodes(EventSourceContext<VpnGateway> context) {
        String selector = Labels.MANAGED_BY + "=" + Labels.CULVERT + ",!" + Labels.GATEWAY + ",!" + Labels.CLIENT;
        return new Owned<>(
                        "node-",
                        context,
                        selector,
                        _ -> Set.of(NodeWorkload.ALL),
                        _ -> needNodes(context.getPrimaryCache().list(_ -> true))
                                .limit(1)
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                .watch(ServiceAccount.class)
                .watch(ConfigMap.class)
                .watch(DaemonSet.class);
    }

    static Stream<VpnGateway> needNodes(Stream<VpnGateway> gateways) {
        return gateways.filter(gateway -> gateway.getSpec().routing().network() != null
                || gateway.getSpec().routing().uplink() != null);
    }

    private static Set<ResourceID> owner(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        String gateway = labels == null ? null : labels.get(Labels.GATEWAY);
        return gateway == null
                ? Set.of()
                : Set.of(new ResourceID(gateway, object.getMetadata().getNamespace()));
    }

    @Override
    public void close() {
        names.close();
        exits.close();
    }
}
