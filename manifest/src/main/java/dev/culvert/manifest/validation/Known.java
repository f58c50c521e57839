package dev.culvert.manifest.validation;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientSpec;
import dev.culvert.manifest.api.VpnGateway;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is there beside the resource that is looked at: in the operator its caches, without a cluster the files given. */
public interface Known {
    /** The cluster. */
    ClusterFacts cluster();

    /** All gateways. */
    Stream<VpnGateway> gateways();

    /** That gateway. */
    Optional<VpnGateway> gateway(String namespace, String name);

    /** The clients that name that gateway. */
    Stream<VpnClient> clientsOf(String namespace, String name);

    /** The clients of a namespace that name that workload, whichever their gateways. */
    Stream<VpnClient> clientsWith(String namespace, VpnClientSpec.Workload workload);

    /** The clients that announce a port there. */
    Stream<VpnClient> clientsTelling(Announced whom);

    /** That Secret. */
    SecretKeys secret(String namespace, String name);

    /** What files say. */
    static Known of(ClusterFacts cluster, Collection<VpnGateway> gateways, Collection<VpnClient> clients) {
        return new Listed(cluster, List.copyOf(gateways), List.copyOf(clients));
    }

    /** A few resources, looked through one by one; nothing is known of Secrets. */
    record Listed(ClusterFacts cluster, List<VpnGateway> all, List<VpnClient> clients) implements Known {
        @Override
        public Stream<VpnGateway> gateways() {
            return all.stream();
        }

        @Override
        public Optional<VpnGateway> gateway(String namespace, String name) {
            return all.stream()
                    .filter(gateway -> gateway.getMetadata().getName().equals(name)
                            && gateway.getMetadata().getNamespace().equals(namespace))
                    .findFirst();
        }

        @Override
        public Stream<VpnClient> clientsOf(String namespace, String name) {
            return clients.stream().filter(client -> {
                var ref = client.getSpec().gateway();
                return ref.name().equals(name)
                        && ref.namespaceFrom(client.getMetadata().getNamespace())
                                .equals(namespace);
            });
        }

        @Override
        public Stream<VpnClient> clientsWith(String namespace, VpnClientSpec.Workload workload) {
            return clients.stream()
                    .filter(client -> client.getMetadata().getNamespace().equals(namespace)
                            && workload.equals(client.getSpec().workload()));
        }

        @Override
        public Stream<VpnClient> clientsTelling(Announced whom) {
            return clients.stream().filter(client -> Announced.by(client).anyMatch(whom::equals));
        }

        @Override
        public SecretKeys secret(String namespace, String name) {
            return new SecretKeys.Unknown();
        }
    }
}
