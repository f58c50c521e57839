package dev.culvert.manifest;

import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.manifest.api.Dns;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who resolves clients' names. */
public final class Resolution {
    /** The one address of all our resolvers: of TEST-NET-1 (RFC 5737), which nobody has. */
    public static final IpAddress RESOLVER = IpAddress.parse("192.0.2.53");

    private Resolution() {}

    /** The strategy; where none is named, {@code tunnel} wherever that is possible. */
    public static Dns.Strategy strategy(VpnGateway gateway) {
        Dns dns = gateway.getSpec().dns();
        return dns != null ? dns.strategy() : possible(gateway) ? Dns.Strategy.tunnel : Dns.Strategy.cluster;
    }

    /** Whether every flow of a client ends in a pod where a resolver of ours can be. */
    public static boolean possible(VpnGateway gateway) {
        List<Routing.Method> given = gateway.getSpec().routing().given();
        return given.size() == 1
                && switch (given.getFirst()) {
                    case Routing.Overlay overlay -> true;
                    case Routing.Network network ->
                        gateway.getSpec().exits().stream().allMatch(exit -> exit.external() == null);
                    case Routing.Sidecar sidecar -> true;
                    case Routing.Uplink uplink -> false;
                };
    }

    /** Whether resolvers of ours do it: the gateways', or the client's own in sidecar routing. */
    public static boolean byOurs(VpnGateway gateway) {
        return strategy(gateway) != Dns.Strategy.cluster && possible(gateway);
    }

    /** Where a resolver of ours listens, if there is one. */
    public static Optional<String> address(VpnGateway gateway) {
        return byOurs(gateway) ? Optional.of(RESOLVER.toString()) : Optional.empty();
    }

    /** In the status, for people. */
    public static String sentence(VpnGateway gateway, ClusterFacts cluster) {
        String unknown =
                lacksClusterDns(gateway, cluster) ? "; the cluster's own are refused, its DNS is not known" : "";
        return switch (byOurs(gateway) ? strategy(gateway) : Dns.Strategy.cluster) {
            case tunnel -> "tunnel: external names are asked through the tunnels" + unknown;
            case custom -> "custom: external names are asked of the servers given, through the tunnels" + unknown;
            case cluster -> "cluster: queries for external names leave by the node, outside the tunnels";
        };
    }

    /** Whether resolvers of ours are to ask a DNS of the cluster that nobody knows. */
    public static boolean lacksClusterDns(VpnGateway gateway, ClusterFacts cluster) {
        return byOurs(gateway) && asked(cluster).isEmpty();
    }

    /** What a resolver is told. */
    public static Optional<ResolverSettings> resolver(VpnGateway gateway, ClusterFacts cluster) {
        if (!byOurs(gateway)) {
            return Optional.empty();
        }
        var networks = new ArrayList<>(cluster.serviceNetworks());
        networks.addAll(cluster.podNetworks());
        Dns dns = gateway.getSpec().dns();
        return Optional.of(new ResolverSettings(
                RESOLVER.toString(),
                asked(cluster),
                cluster.dns().domain(),
                networks,
                dns == null ? List.of() : dns.strategy() == Dns.Strategy.custom ? dns.servers() : dns.upstream(),
                null));
    }

    /** Resolvers ask by IPv4, which pods have wherever routing carries it. */
    private static List<String> asked(ClusterFacts cluster) {
        return cluster.dns().addresses().stream()
                .filter(address -> IpAddress.parse(address).family() == Family.IPV4)
                .toList();
    }

    /**
     * What a client is told. Where the cluster's DNS is not known, it is some Service: what asks any of them for a name is led to the
     * resolvers, since what is asked by the node leaves by the node.
     */
    public static Optional<NamesSettings> names(VpnGateway gateway, ClusterFacts cluster) {
        if (!byOurs(gateway)) {
            return Optional.empty();
        }
        var servers = new ArrayList<>(
                cluster.dns().addresses().isEmpty()
                        ? cluster.serviceNetworks()
                        : cluster.dns().addresses());
        servers.add(cluster.dns().nodeLocal());
        return Optional.of(new NamesSettings(servers, RESOLVER.toString()));
    }
}
