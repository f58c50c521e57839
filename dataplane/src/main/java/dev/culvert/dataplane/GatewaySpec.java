package dev.culvert.dataplane;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Set;

/**
 * What a gateway's data plane depends on.
 *
 * @param link its link on the client network
 * @param network the client network
 * @param uplink its link to the pod network, which carries the tunnel
 * @param local the networks that are reached without the tunnel
 * @param tunnel the tunnel's link
 * @param families what the tunnel carries
 * @param endpoints where the tunnel leads
 * @param mark the firewall mark of the tunnel's own packets, not 0
 * @param heartbeatPort UDP port on the client network where routers ask whether the pod is alive
 * @param routersHere whether the same namespace is a router (overlay routing)
 * @param peers addresses of routers that speak VRRP to this pod; none unless {@code routersHere}
 */
public record GatewaySpec(
        String link,
        Prefix network,
        String uplink,
        PrefixSet local,
        String tunnel,
        Set<Family> families,
        List<Endpoint> endpoints,
        int mark,
        int heartbeatPort,
        boolean routersHere,
        List<IpAddress> peers) {
    public GatewaySpec {
        families = Set.copyOf(families);
        endpoints = List.copyOf(endpoints);
        peers = List.copyOf(peers);
    }

    /** The far end of a tunnel's UDP. */
    public record Endpoint(IpAddress address, int port) {}
}
