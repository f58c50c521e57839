package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.PrefixSet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The kill switch that the cluster's network keeps, beside the lock in the pod's own kernel: what may leave by eth0. */
final class ClientPolicies {
    private ClientPolicies() {}

    static List<HasMetadata> open(VpnClient client, VpnGateway gateway, ClusterFacts cluster, LabelSelector pods) {
        PrefixSet local = LocalNetworks.of(gateway, cluster);
        var rules = new ArrayList<>(List.of(to(local)));
        switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                rules.add(new NetworkPolicyEgressRuleBuilder()
                        .withTo(Policies.gatewayPods(gateway))
                        .withPorts(Policies.vxlan())
                        .build());
            case Routing.Sidecar sidecar -> rules.addAll(tunnel(gateway, local));
            case Routing.Network network -> {}
            case Routing.Uplink uplink -> {}
        }
        return policies(client, cluster, pods, local, rules);
    }

    static List<HasMetadata> closed(VpnClient client, ClusterFacts cluster, LabelSelector pods) {
        return policies(client, cluster, pods, cluster.local(), List.of(to(cluster.local())));
    }

    static HasMetadata vpnOnly(String namespace, ClusterFacts cluster) {
        return new NetworkPolicyBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(ClientNames.VPN_ONLY)
                        .withNamespace(namespace)
                        .addToLabels("app.kubernetes.io/name", Labels.CULVERT)
                        .addToLabels(Labels.MANAGED_BY, Labels.CULVERT)
                        .build())
                .withNewSpec()
                .withPodSelector(new LabelSelectorBuilder()
                        .withMatchLabels(Map.of(Labels.EGRESS, Labels.VPN_ONLY))
                        .build())
                .withPolicyTypes("Egress")
                .withEgress(to(cluster.local()))
                .endSpec()
                .build();
    }

    private static List<HasMetadata> policies(
            VpnClient client,
            ClusterFacts cluster,
            LabelSelector pods,
            PrefixSet local,
            List<NetworkPolicyEgressRule> rules) {
        var meta = new ObjectMetaBuilder()
                .withName(ClientNames.egress(client))
                .withNamespace(client.getMetadata().getNamespace())
                .withLabels(Labels.client(client.getMetadata().getName(), "kill-switch"))
                .build();
        var policies = new ArrayList<HasMetadata>();
        policies.add(new NetworkPolicyBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withPodSelector(pods)
                .withPolicyTypes("Egress")
                .withEgress(rules)
                .endSpec()
                .build());
        if (cluster.has(ClusterFacts.Api.CiliumNetworkPolicy)) {
            policies.add(CiliumPolicy.of(meta, pods, local, rules));
        }
        return policies;
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
