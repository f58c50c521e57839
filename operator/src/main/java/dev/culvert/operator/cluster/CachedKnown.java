package dev.culvert.operator.cluster;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.validation.Announced;
import dev.culvert.manifest.validation.Known;
import dev.culvert.manifest.validation.SecretKeys;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What validation asks, answered by a controller's caches. A gateway that is being deleted is none any more. */
public final class CachedKnown implements Known {
    private static final String BY_GATEWAY = "by-gateway";

    /** Whoever shares a cache shares its indexes: not what {@code WorkloadCaches} calls its own. */
    private static final String BY_WORKLOAD = "known-by-workload";

    private static final String BY_ANNOUNCED = "by-announced";

    private final Supplier<ClusterFacts> cluster;
    private final IndexerResourceCache<VpnGateway> gateways;
    private final IndexerResourceCache<VpnClient> clients;
    private final BiFunction<String, String, SecretKeys> secrets;

    /** Over these caches, to which indexes are added. */
    public CachedKnown(
            Supplier<ClusterFacts> cluster,
            IndexerResourceCache<VpnGateway> gateways,
            IndexerResourceCache<VpnClient> clients,
            BiFunction<String, String, SecretKeys> secrets) {
        this.cluster = cluster;
        this.gateways = gateways;
        this.clients = clients;
        this.secrets = secrets;
        clients.addIndexers(Map.of(
                BY_GATEWAY,
                client -> List.of(key(gatewayOf(client))),
                BY_WORKLOAD,
                client -> Optional.ofNullable(client.getSpec().workload()).stream()
                        .map(workload -> key(client.getMetadata().getNamespace(), workload))
                        .toList(),
                BY_ANNOUNCED,
                client -> Announced.by(client).map(CachedKnown::key).distinct().toList()));
    }

    /** The gateway that a client names. */
    public static ResourceID gatewayOf(VpnClient client) {
        var gateway = client.getSpec().gateway();
        return new ResourceID(
                gateway.name(), gateway.namespaceFrom(client.getMetadata().getNamespace()));
    }

    @Override
    public ClusterFacts cluster() {
        return cluster.get();
    }

    @Override
    public Stream<VpnGateway> gateways() {
        return gateways.list(gateway -> gateway.getMetadata().getDeletionTimestamp() == null);
    }

    @Override
    public Optional<VpnGateway> gateway(String namespace, String name) {
        return gateways.get(new ResourceID(name, namespace))
                .filter(gateway -> gateway.getMetadata().getDeletionTimestamp() == null);
    }

    @Override
    public Stream<VpnClient> clientsOf(String namespace, String name) {
        return clients.byIndex(BY_GATEWAY, key(new ResourceID(name, namespace))).stream();
    }

    @Override
    public Stream<VpnClient> clientsWith(String namespace, VpnClientSpec.Workload workload) {
        return clients.byIndex(BY_WORKLOAD, key(namespace, workload)).stream();
    }

    @Override
    public Stream<VpnClient> clientsTelling(Announced whom) {
        return clients.byIndex(BY_ANNOUNCED, key(whom)).stream();
    }

    /** That client. */
    public Optional<VpnClient> client(ResourceID id) {
        return clients.get(id);
    }

    @Override
    public SecretKeys secret(String namespace, String name) {
        return secrets.apply(namespace, name);
    }

    private static String key(String namespace, VpnClientSpec.Workload workload) {
        return namespace + "/" + workload.kind() + "/" + workload.name();
    }

    private static String key(Announced whom) {
        return whom.namespace() + "/" + whom.name();
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }
}
