package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.Selectors;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The kill switch that the cluster's network keeps, beside the lock in the pod's own kernel: what may leave by eth0. */
final class ClientPolicies {
    private ClientPolicies() {}

    static List<HasMetadata> open(VpnClient client, VpnGateway gateway, ClusterFacts cluster, LabelSelector pods) {
        PrefixSet local = LocalNetworks.of(gateway, cluster);
        List<NetworkPolicyEgressRule> way = switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                List.of(new NetworkPolicyEgressRuleBuilder()
                        .withTo(Policies.gatewayPods(gateway))
                        .withPorts(Policies.vxlan())
                        .build());
            case Routing.Sidecar sidecar -> tunnel(gateway, local);
            case Routing.Network network -> List.of();
            case Routing.Uplink uplink -> List.of();
        };
        ObjectMeta meta = meta(client, ClientNames.egress(client));
        var policies = new ArrayList<HasMetadata>();
        policies.add(policy(
                meta, pods, Stream.concat(Stream.of(to(local)), way.stream()).toList()));
        if (cluster.has(ClusterFacts.Api.CiliumNetworkPolicy)) {
            policies.add(CiliumPolicy.open(meta, pods, local, way));
        }
        return policies;
    }

    static List<HasMetadata> closed(VpnClient client, ClusterFacts cluster, LabelSelector pods) {
        ObjectMeta meta = meta(client, ClientNames.egress(client));
        var policies = new ArrayList<HasMetadata>();
        policies.add(policy(meta, pods, closed(cluster)));
        if (cluster.has(ClusterFacts.Api.CiliumNetworkPolicy)) {
            policies.add(CiliumPolicy.closed(meta, pods, cluster.local()));
        }
        return policies;
    }

    /**
     * Of whoever is attached, those of today included, and of each workload's pods, of which some may have been made before it was: policies
     * add up, and today's is wider. Hence none that denies: to Cilium gateways are of the cluster here, and it is they who refuse.
     */
    static List<HasMetadata> former(
            VpnClient client, ClusterFacts cluster, Collection<? extends HasMetadata> workloads) {
        var policies = new ArrayList<HasMetadata>();
        former(
                meta(client, ClientNames.former(client)),
                cluster,
                new LabelSelectorBuilder()
                        .withMatchLabels(
                                Map.of(Labels.CLIENT, client.getMetadata().getName()))
                        .build(),
                policies);
        workloads.stream()
                .filter(workload -> !Selectors.isEmpty(Workloads.selector(workload)))
                .forEach(workload -> former(
                        meta(client, ClientNames.former(client, workload)),
                        cluster,
                        Workloads.selector(workload),
                        policies));
        return policies;
    }

    private static void former(ObjectMeta meta, ClusterFacts cluster, LabelSelector pods, List<HasMetadata> policies) {
        policies.add(policy(meta, pods, closed(cluster)));
        if (cluster.has(ClusterFacts.Api.CiliumNetworkPolicy)) {
            policies.add(CiliumPolicy.open(meta, pods, cluster.local(), List.of()));
        }
    }

    static HasMetadata vpnOnly(String namespace, ClusterFacts cluster) {
        return policy(
                new ObjectMetaBuilder()
                        .withName(ClientNames.VPN_ONLY)
                        .withNamespace(namespace)
                        .addToLabels("app.kubernetes.io/name", Labels.CULVERT)
                        .addToLabels(Labels.MANAGED_BY, Labels.CULVERT)
                        .build(),
                new LabelSelectorBuilder()
                        .withMatchLabels(Map.of(Labels.EGRESS, Labels.VPN_ONLY))
                        .build(),
                closed(cluster));
    }

    private static ObjectMeta meta(VpnClient client, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(client.getMetadata().getNamespace())
                .withLabels(Labels.client(client.getMetadata().getName(), "kill-switch"))
                .build();
    }

    private static HasMetadata policy(ObjectMeta meta, LabelSelector pods, List<NetworkPolicyEgressRule> rules) {
        return new NetworkPolicyBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Egress")
                .withEgress(rules)
                .endSpec()
                .build();
    }

    /**
     * Local networks, and no frame to a gateway. Where a CNI matches pods by their addresses too, gateways are in the pods' networks:
     * these are open but for the frames' port.
     */
    private static List<NetworkPolicyEgressRule> closed(ClusterFacts cluster) {
        PrefixSet pods = PrefixSet.parse(cluster.podNetworks().toArray(String[]::new));
        return List.of(
                new NetworkPolicyEgressRuleBuilder()
                        .withTo(Stream.concat(
                                        Stream.of(Policies.anyPodButGateways()),
                                        Policies.networks(cluster.local().minus(pods)))
                                .toList())
                        .build(),
                new NetworkPolicyEgressRuleBuilder()
                        .withTo(Policies.networks(pods).toList())
                        .withPorts(Policies.allButVxlan(cluster))
                        .build());
    }

    private static NetworkPolicyEgressRule to(PrefixSet networks) {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(Stream.concat(Stream.of(Policies.anyPod()), Policies.networks(networks))
                        .toList())
                .build();
    }

    /**
     * In sidecar routing the tunnel's own packets leave here. Where to, only the provider's file says, and the pod's lock knows it; or
     * the spec, of an exit that names its servers.
     */
    private static List<NetworkPolicyEgressRule> tunnel(VpnGateway gateway, PrefixSet local) {
        List<Exit.Endpoint> servers = gateway.getSpec().exits().stream()
                .flatMap(exit ->
                        exit.engine() instanceof Exit.Gluetun gluetun ? gluetun.endpoints().stream() : Stream.empty())
                .toList();
        return servers.isEmpty()
                ? List.of(internet(gateway, local))
                : servers.stream().map(ClientPolicies::server).toList();
    }

    private static NetworkPolicyEgressRule server(Exit.Endpoint server) {
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(Policies.networks(PrefixSet.parse(server.network())).toList())
                .withPorts(Policies.port(server.transport().toUpperCase(Locale.ROOT), server.port()))
                .build();
    }

    private static NetworkPolicyEgressRule internet(VpnGateway gateway, PrefixSet local) {
        boolean tcp = gateway.getSpec().exits().stream()
                .anyMatch(exit ->
                        exit.engine() instanceof Exit.Gluetun gluetun && gluetun.protocol() == Exit.TunnelType.openvpn);
        return new NetworkPolicyEgressRuleBuilder()
                .withTo(Policies.internet("0.0.0.0/0", local), Policies.internet("::/0", local))
                .withPorts(tcp ? List.of(Policies.all("UDP"), Policies.all("TCP")) : List.of(Policies.all("UDP")))
                .build();
    }
}
