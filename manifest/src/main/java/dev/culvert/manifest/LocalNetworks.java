package dev.culvert.manifest;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;

/** What clients and gateways reach without the tunnel: the cluster itself, and what the gateway's owner named. */
public final class LocalNetworks {
    private LocalNetworks() {}

    /** All of it, each address once. */
    public static PrefixSet of(VpnGateway gateway, ClusterFacts cluster) {
        return cluster.local().union(PrefixSet.parse(gateway.getSpec().local().toArray(String[]::new)));
    }

    /** As settings have it. */
    public static List<String> texts(VpnGateway gateway, ClusterFacts cluster) {
        return of(gateway, cluster).prefixes().stream().map(Prefix::toString).toList();
    }
}
