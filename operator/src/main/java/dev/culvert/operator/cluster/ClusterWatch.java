package dev.culvert.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.ClusterFacts.Api;
import dev.culvert.operator.apply.Slim;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster is like, now: what does not change is asked once, the rest is watched. What the operator's owner has written
 * down wins over what is found.
 */
public final class ClusterWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The optional APIs, by the definition of the one kind of them that is used. */
    private static final Map<Api, String> DEFINITIONS = Map.of(
            Api.CiliumNetworkPolicy,
            "ciliumnetworkpolicies.cilium.io",
            Api.CalicoNetworkPolicy,
            "networkpolicies.crd.projectcalico.org",
            Api.BaselineAdminNetworkPolicy,
            "baselineadminnetworkpolicies.policy.networking.k8s.io",
            Api.NetworkAttachmentDefinition,
            "network-attachment-definitions.k8s.cni.cncf.io");

    private final Runnable changed;
    private final ObjectNode written;
    private final Asked asked;
    private final SharedIndexInformer<Node> nodes;
    private final SharedIndexInformer<Endpoints> apiServers;
    private final List<SharedIndexInformer<Service>> dns;
    private final Map<Api, SharedIndexInformer<CustomResourceDefinition>> definitions = new EnumMap<>(Api.class);
    private Optional<Service> lastDns = Optional.empty();
    private volatile ClusterFacts current;

    /**
     * Asks and watches at once.
     *
     * @param written what is so whatever is found: an object of {@link ClusterFacts}' fields
     * @param changed told afterwards, each time that something is another
     */
    public ClusterWatch(KubernetesClient client, ObjectNode written, Runnable changed) {
        this.written = written;
        this.changed = changed;
        this.asked = Asked.of(client);
        this.nodes = start(client.nodes().runnableInformer(0));
        this.apiServers = start(
                client.endpoints().inNamespace("default").withName("kubernetes").runnableInformer(0));
        this.dns = ClusterDns.NAMESPACES.stream()
                .map(namespace -> start(client.services().inNamespace(namespace).runnableInformer(0)))
                .toList();
        DEFINITIONS.forEach((api, name) -> definitions.put(
                api,
                start(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(name)
                        .runnableInformer(0))));
        synchronized (this) {
            // An event that comes meanwhile waits, or it would be lost.
            this.current = compute();
        }
        LOG.atInfo().log("the cluster: {}", current);
        if (asked.podNetwork().isEmpty() && !written.has("podNetworks")) {
            LOG.atWarn()
                    .log(
                            "pods' networks {} are {}: a node with another one makes overlay clients roll out; name the cluster's"
                                    + " whole range (clusterFacts: podNetworks)",
                            current.podNetworks(),
                            podNetworks(nodes.getStore().list()).isEmpty()
                                    ? "kubeadm's, for want of better knowledge"
                                    : "what nodes have today");
        }
    }

    /** As it is known now. */
    public ClusterFacts current() {
        return current;
    }

    private <T extends HasMetadata> SharedIndexInformer<T> start(SharedIndexInformer<T> informer) {
        informer.itemStore(new Slim<>());
        // The client's own rule gives a watch up for good at the first thing that it cannot read, and nobody would
        // notice.
        informer.exceptionHandler((started, problem) -> started);
        informer.addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                refresh();
            }

            @Override
            public void onUpdate(T before, T now) {
                refresh();
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                refresh();
            }
        });
        informer.start().toCompletableFuture().join();
        return informer;
    }

    /** Events arrive while the constructor still waits for the other informers, too. */
    @SuppressWarnings("RedundantNullCheck")
    private synchronized void refresh() {
        if (current == null) {
            return;
        }
        ClusterFacts now = compute();
        if (!now.equals(current)) {
            LOG.atInfo().log("the cluster has changed: {}", now);
            current = now;
            changed.run();
        }
    }

    private ClusterFacts compute() {
        List<Node> all = nodes.getStore().list();
        Set<String> joining = all.stream()
                .flatMap(node -> NodeAddresses.of(node).joining().stream())
                .collect(Collectors.toSet());
        ObjectNode found = JSON.valueToTree(new ClusterFacts(
                asked.version(),
                asked.podNetwork()
                        .or(() -> ClusterDns.joined(podNetworks(all)))
                        .map(ClusterDns::split)
                        .orElse(null),
                asked.serviceNetworks().isEmpty() ? null : asked.serviceNetworks(),
                addresses(joining.stream()),
                addresses(all.stream()
                        .flatMap(node -> NodeAddresses.of(node).others().stream())
                        .filter(address -> !joining.contains(address))),
                addresses(apiServers.getStore().list().stream().flatMap(ClusterWatch::serverAddresses)),
                ClusterDns.of(dns(), asked.domain(), asked.nodeLocal()),
                0,
                served(),
                null,
                null,
                null));
        try {
            return JSON.treeToValue(merged(found, written), ClusterFacts.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "the cluster's facts as given cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** A Service that is made anew is not gone: without its address clients would have to be made anew as well. */
    private Optional<Service> dns() {
        Optional<Service> now = ClusterDns.among(
                dns.stream().flatMap(there -> there.getStore().list().stream()).toList());
        lastDns = now.or(() -> lastDns);
        return lastDns;
    }

    private Set<Api> served() {
        Set<Api> served = EnumSet.noneOf(Api.class);
        definitions.forEach((api, informer) -> {
            if (informer.getStore().list().stream().anyMatch(ClusterWatch::isEstablished)) {
                served.add(api);
            }
        });
        return served;
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition.getMetadata().getDeletionTimestamp() == null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private static JsonNode merged(ObjectNode found, ObjectNode written) {
        written.properties().forEach(field -> {
            JsonNode below = found.get(field.getKey());
            found.set(
                    field.getKey(),
                    below instanceof ObjectNode object && field.getValue() instanceof ObjectNode more
                            ? merged(object, more)
                            : field.getValue());
        });
        return found;
    }

    private static Collection<String> podNetworks(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> podNetworks(node).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> podNetworks(Node node) {
        var spec = node.getSpec();
        if (spec == null) {
            return List.of();
        }
        List<String> all = Objects.requireNonNullElse(spec.getPodCIDRs(), List.of());
        return all.isEmpty() && spec.getPodCIDR() != null ? List.of(spec.getPodCIDR()) : all;
    }

    private static Stream<String> serverAddresses(Endpoints endpoints) {
        return Optional.ofNullable(endpoints.getSubsets()).stream()
                .flatMap(List::stream)
                .flatMap(subset ->
                        Optional.ofNullable(subset.getAddresses()).stream().flatMap(List::stream))
                .map(address -> address.getIp());
    }

    private static List<String> addresses(Stream<String> texts) {
        return texts.distinct().sorted().toList();
    }

    @Override
    public void close() {
        nodes.stop();
        apiServers.stop();
        dns.forEach(SharedIndexInformer::stop);
        definitions.values().forEach(SharedIndexInformer::stop);
    }
}
