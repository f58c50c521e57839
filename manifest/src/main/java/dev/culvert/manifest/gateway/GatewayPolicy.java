package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.api.Clients;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who may speak with gateways' pods: overlay frames come from attached clients and from the other gateways alone. What leaves
 * goes to them, to the cluster's DNS, and to tunnels' far ends; which those are only the provider's file says, so that the lock in the
 * pod's own kernel is the narrower one.
 */
final class GatewayPolicy {
    private static final int DNS = 53;

    private GatewayPolicy() {}

    static NetworkPolicy of(VpnGateway gateway, ClusterFacts cluster) {
        PrefixSet local = LocalNetworks.of(gateway, cluster);
        var policy = new NetworkPolicyBuilder()
                .withMetadata(Meta.meta(gateway, GatewayNames.policy(gateway), ExitWorkload.COMPONENT))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Meta.pods(gateway))
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress");
        if (gateway.getSpec().routing().method() instanceof Routing.Overlay) {
            List<NetworkPolicyPeer> overlay = List.of(clients(gateway), Policies.gatewayPods(gateway));
            policy.addNewIngress()
                    .withFrom(overlay)
                    .withPorts(Policies.vxlan())
                    .endIngress()
                    .addNewEgress()
                    .withTo(overlay)
                    .withPorts(Policies.vxlan())
                    .endEgress();
        }
        return policy.addNewIngress()
                .withFrom(Policies.operator(cluster))
                .withPorts(Policies.port("TCP", GatewayPods.STATUS_PORT))
                .endIngress()
                .addNewEgress()
                .withTo(Stream.concat(Policies.networks(dns(cluster)), Stream.of(Policies.anyPod()))
                        .toList())
                .withPorts(dnsPorts(cluster))
                .endEgress()
                .addNewEgress()
                .withTo(Policies.internet("0.0.0.0/0", local), Policies.internet("::/0", local))
                .withPorts(
                        gateway.getSpec().exits().stream().anyMatch(exit -> exit.engine() instanceof Exit.Gluetun)
                                ? List.of(Policies.all("UDP"), Policies.all("TCP"))
                                : List.of(Policies.all("UDP")))
                .endEgress()
                .endSpec()
                .build();
    }

    /** Most networks hold a packet to its policy after the Service has translated it: OpenShift's DNS is at 5353 by then. */
    private static List<NetworkPolicyPort> dnsPorts(ClusterFacts cluster) {
        return Stream.concat(Stream.of(DNS), cluster.dns().targetPorts().stream())
                .distinct()
                .flatMap(port -> Stream.of(Policies.port("UDP", port), Policies.port("TCP", port)))
                .toList();
    }

    private static PrefixSet dns(ClusterFacts cluster) {
        var addresses = new ArrayList<>(cluster.dns().addresses());
        addresses.add(cluster.dns().nodeLocal());
        return PrefixSet.of(addresses.stream()
                .map(address -> Prefix.host(IpAddress.parse(address)))
                .toList());
    }

    /** Pods that say they go through this gateway, in namespaces that may attach. */
    private static NetworkPolicyPeer clients(VpnGateway gateway) {
        String own = gateway.getMetadata().getNamespace();
        Clients clients = gateway.getSpec().clients();
        List<String> namespaces = clients == null
                ? List.of(own)
                : clients.all()
                        ? List.of()
                        : Stream.concat(Stream.of(own), clients.namespaces().stream())
                                .distinct()
                                .sorted()
                                .toList();
        return new NetworkPolicyPeerBuilder()
                .withNamespaceSelector(Policies.namespaces(namespaces))
                .withPodSelector(new LabelSelectorBuilder()
                        .withMatchLabels(new TreeMap<>(
                                Map.of(Labels.VIA, gateway.getMetadata().getName(), Labels.VIA_NAMESPACE, own)))
                        .build())
                .build();
    }
}
