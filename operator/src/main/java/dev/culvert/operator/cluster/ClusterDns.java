package dev.culvert.operator.cluster;

import dev.culvert.manifest.ClusterFacts;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster's DNS, by its label as kubeadm, k3s and the clouds set it, else by name. */
final class ClusterDns {
    /** Where Kubernetes keeps what is its own. */
    static final String NAMESPACE = "kube-system";

    /** Where the cluster's DNS may be: OpenShift has a namespace for it. */
    static final List<String> NAMESPACES = List.of(NAMESPACE, "openshift-dns");

    private static final List<String> NAMES =
            List.of("kube-dns", "coredns", "rke2-coredns-rke2-coredns", "dns-default");

    private static final int PORT = 53;

    /**
     * OpenShift's Service names its pods' port, and which number that is only its pods say. A policy with the name itself would not do:
     * OVN-Kubernetes, OpenShift's own network, knows no names of ports in policies.
     */
    private static final int NAMED = 5353;

    private ClusterDns() {}

    /** Among the services of {@link #NAMESPACES}; one without an address is none. */
    static Optional<Service> among(List<Service> services) {
        List<Service> there =
                services.stream().filter(ClusterDns::hasAddress).sorted(ORDER).toList();
        return Stream.concat(
                        there.stream()
                                .filter(service ->
                                        "kube-dns".equals(labels(service).get("k8s-app"))),
                        NAMES.stream()
                                .flatMap(name -> there.stream()
                                        .filter(service ->
                                                service.getMetadata().getName().equals(name))))
                .findFirst();
    }

    private static final Comparator<Service> ORDER = Comparator.<Service>comparingInt(
                    service -> NAMESPACES.indexOf(service.getMetadata().getNamespace()))
            .thenComparing(service -> service.getMetadata().getName());

    /** As facts have it. One that was not found has no address: nothing is assumed of it. */
    static ClusterFacts.Dns of(Optional<Service> dns, Optional<String> domain, Optional<String> nodeLocal) {
        return new ClusterFacts.Dns(
                dns.map(service -> service.getMetadata().getNamespace() + "/"
                                + service.getMetadata().getName())
                        .orElse(null),
                dns.map(ClusterDns::addresses).orElse(List.of()),
                domain.orElse(null),
                nodeLocal.orElse(null),
                dns.map(ClusterDns::targetPorts).orElse(List.of()));
    }

    /** Where its pods listen, if it is not at the Service's own port. */
    private static List<Integer> targetPorts(Service service) {
        return Objects.requireNonNullElse(service.getSpec().getPorts(), List.<ServicePort>of()).stream()
                .filter(port -> port.getPort() == PORT && port.getTargetPort() != null)
                .map(port -> Objects.requireNonNullElse(port.getTargetPort().getIntVal(), NAMED))
                .filter(port -> port != PORT)
                .distinct()
                .sorted()
                .toList();
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
