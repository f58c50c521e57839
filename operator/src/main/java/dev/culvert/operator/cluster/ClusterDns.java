package dev.culvert.operator.cluster;

import dev.culvert.manifest.ClusterFacts;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster's DNS, by its label as kubeadm, k3s and the clouds set it, else by name. */
final class ClusterDns {
    static final String NAMESPACE = "kube-system";

    private static final List<String> NAMES =
            List.of("kube-dns", "coredns", "rke2-coredns-rke2-coredns", "dns-default");

    private ClusterDns() {}

    static ClusterFacts.Dns of(List<Service> services, Optional<String> domain) {
        Optional<Service> dns = services.stream()
                .filter(service -> "kube-dns".equals(labels(service).get("k8s-app")))
                .filter(service -> hasAddress(service))
                .min(java.util.Comparator.comparing(
                        service -> service.getMetadata().getName()))
                .or(() -> NAMES.stream()
                        .flatMap(name -> services.stream()
                                .filter(service ->
                                        service.getMetadata().getName().equals(name)))
                        .findFirst());
        return new ClusterFacts.Dns(
                dns.map(service -> NAMESPACE + "/" + service.getMetadata().getName())
                        .orElse(null),
                dns.map(ClusterDns::addresses).orElse(null),
                domain.orElse(null),
                null);
    }

    private static boolean hasAddress(Service service) {
        return !addresses(service).isEmpty();
    }

    private static List<String> addresses(Service service) {
        var addresses = new ArrayList<String>();
        if (service.getSpec() != null) {
            if (service.getSpec().getClusterIPs() != null) {
                addresses.addAll(service.getSpec().getClusterIPs());
            }
            if (addresses.isEmpty() && service.getSpec().getClusterIP() != null) {
                addresses.add(service.getSpec().getClusterIP());
            }
        }
        addresses.remove("None");
        return List.copyOf(addresses);
    }

    private static Map<String, String> labels(Service service) {
        return Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of());
    }

    static Optional<String> joined(@Nullable Collection<String> networks) {
        return networks == null || networks.isEmpty() ? Optional.empty() : Optional.of(String.join(",", networks));
    }

    static List<String> split(String networks) {
        return List.of(networks.split(","));
    }
}
