package dev.culvert.operator.cluster;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A node's addresses.
 *
 * @param joining by which other nodes reach it: the first of each family, as Kubernetes tells it to pods
 * @param others all others: clients' frames must not go there, which may be past a firewall, through NAT, or twice to one node
 */
record NodeAddresses(List<String> joining, List<String> others) {
    private static final String INTERNAL = "InternalIP";
    private static final String EXTERNAL = "ExternalIP";

    static NodeAddresses of(Node node) {
        List<NodeAddress> told = node.getStatus() == null
                ? List.of()
                : Objects.requireNonNullElse(node.getStatus().getAddresses(), List.of());
        List<String> internal = ofType(told, INTERNAL);
        List<String> external = ofType(told, EXTERNAL);
        List<String> joining = firstOfEachFamily(internal.isEmpty() ? external : internal);
        return new NodeAddresses(
                joining,
                Stream.concat(internal.stream(), external.stream())
                        .filter(address -> !joining.contains(address))
                        .distinct()
                        .toList());
    }

    private static List<String> ofType(List<NodeAddress> told, String type) {
        return told.stream()
                .filter(address -> type.equals(address.getType()))
                .map(NodeAddress::getAddress)
                .toList();
    }

    private static List<String> firstOfEachFamily(List<String> addresses) {
        Map<Family, String> first = new EnumMap<>(Family.class);
        addresses.forEach(address -> first.putIfAbsent(IpAddress.parse(address).family(), address));
        return List.copyOf(first.values());
    }
}
