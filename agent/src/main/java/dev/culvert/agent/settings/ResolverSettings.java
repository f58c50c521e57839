package dev.culvert.agent.settings;

import dev.culvert.dataplane.ResolverSpec;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resolver beside an agent: a gateway's, or a client's own in sidecar routing.
 *
 * @param address the one that all of them have
 * @param clusterDns the cluster's DNS; none where it is not known, and the cluster's names are refused
 * @param clusterDomain the cluster's domain, which is asked there
 * @param clusterNetworks the networks whose addresses' names are asked there
 * @param upstreams who is asked by the tunnel for everything else, as {@link Upstream} reads them; empty to ask the name
 *     servers of each zone, from the root on
 * @param authorities a file with the certificates that upstreams' are checked by; null for the system's
 */
public record ResolverSettings(
        String address,
        List<String> clusterDns,
        String clusterDomain,
        List<String> clusterNetworks,
        List<String> upstreams,
        @Nullable String authorities) {
    public ResolverSettings {
        clusterDns = List.copyOf(clusterDns);
        clusterNetworks = List.copyOf(clusterNetworks);
        upstreams = List.copyOf(upstreams);
    }

    /** The cluster's DNS, parsed. */
    public List<IpAddress> cluster() {
        return clusterDns.stream().map(IpAddress::parse).toList();
    }

    /** What it means in its namespace. */
    public ResolverSpec spec() {
        return new ResolverSpec(IpAddress.parse(address), cluster());
    }

    /**
     * Who is asked by the tunnel.
     *
     * @throws InvalidInput if some are to be asked over TLS and others not
     */
    public List<Upstream> servers() {
        List<Upstream> servers = upstreams.stream().map(Upstream::parse).toList();
        if (servers.stream()
                        .map(server -> server.tlsName().isPresent())
                        .distinct()
                        .count()
                > 1) {
            throw new InvalidInput(
                    "upstreams", "some have a TLS name and some have none", "give all of them one, or none");
        }
        return servers;
    }
}
