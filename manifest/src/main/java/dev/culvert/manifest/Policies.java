package dev.culvert.manifest;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The parts of network policies that gateways and clients share. */
public final class Policies {
    /** The first Kubernetes that knows ranges of ports. */
    public static final int PORT_RANGES = 22;

    private static final int LAST_PORT = 65535;

    private Policies() {}

    /** VXLAN's port. */
    public static NetworkPolicyPort vxlan() {
        return port("UDP", Overlay.PORT);
    }

    /** A port. */
    public static NetworkPolicyPort port(String protocol, int port) {
        return new NetworkPolicyPortBuilder()
                .withProtocol(protocol)
                .withPort(new IntOrString(port))
                .build();
    }

    /** All ports of a protocol. */
    public static NetworkPolicyPort all(String protocol) {
        return new NetworkPolicyPortBuilder().withProtocol(protocol).build();
    }

    /** All protocols that have ports, but overlay frames. Ranges cannot be said before Kubernetes 1.22; then UDP is left out. */
    public static List<NetworkPolicyPort> allButVxlan(ClusterFacts cluster) {
        return cluster.atLeast(PORT_RANGES)
                ? List.of(all("TCP"), range(1, Overlay.PORT - 1), range(Overlay.PORT + 1, LAST_PORT), all("SCTP"))
                : List.of(all("TCP"), all("SCTP"));
    }

    private static NetworkPolicyPort range(int first, int last) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("UDP")
                .withPort(new IntOrString(first))
                .withEndPort(last)
                .build();
    }

    /** Each network as a peer. Addresses of pods are not matched by these with every CNI, hence {@link #anyPod}. */
    public static Stream<NetworkPolicyPeer> networks(PrefixSet networks) {
        return networks.prefixes().stream().map(Policies::network);
    }

    private static NetworkPolicyPeer network(Prefix prefix) {
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(prefix.toString())
                .endIpBlock()
                .build();
    }

    /** The whole internet of a family, but these networks. */
    public static NetworkPolicyPeer internet(String all, PrefixSet but) {
        Prefix world = Prefix.parse(all);
        return new NetworkPolicyPeerBuilder()
                .withNewIpBlock()
                .withCidr(all)
                .withExcept(but.only(world.family()).prefixes().stream()
                        .map(Prefix::toString)
                        .toList())
                .endIpBlock()
                .build();
    }

    /** Every pod of every namespace. */
    public static NetworkPolicyPeer anyPod() {
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(new LabelSelector())
                .build();
    }

    /** Every pod of every namespace, but gateways. */
    public static NetworkPolicyPeer anyPodButGateways() {
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(new LabelSelector())
                .withNewPodSelector()
                .addNewMatchExpression()
                .withKey(Labels.GATEWAY)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .endPodSelector()
                .build();
    }

    /** A gateway's pods. */
    public static NetworkPolicyPeer gatewayPods(VpnGateway gateway) {
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(namespaces(List.of(gateway.getMetadata().getNamespace())))
                .withPodSelector(new LabelSelectorBuilder()
                        .withMatchLabels(
                                Map.of(Labels.GATEWAY, gateway.getMetadata().getName()))
                        .build())
                .build();
    }

    /** The operator's pods. */
    public static NetworkPolicyPeer operator(ClusterFacts cluster) {
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(namespaces(List.of(cluster.namespace())))
                .withPodSelector(new LabelSelectorBuilder()
                        .withMatchLabels(Labels.operator())
                        .build())
                .build();
    }

    /** Namespaces by name; none means all. */
    public static LabelSelector namespaces(List<String> names) {
        if (names.isEmpty()) {
            return new LabelSelector();
        }
        if (names.size() == 1) {
            return new LabelSelectorBuilder()
                    .withMatchLabels(Map.of(Labels.NAMESPACE_NAME, names.getFirst()))
                    .build();
        }
        return new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey(Labels.NAMESPACE_NAME)
                .withOperator("In")
                .withValues(names)
                .endMatchExpression()
                .build();
    }
}
