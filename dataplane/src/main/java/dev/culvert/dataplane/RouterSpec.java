package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Optional;

/**
 * What a router's data plane depends on.
 *
 * @param link its link on the client network
 * @param network the client network
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param vips VRRP's numbers for the addresses it may hold; it makes the link {@code vipNUMBER} for each
 * @param peers the other routers' addresses on the client network
 * @param gateways those it may use
 * @param self in overlay routing, the tunnel of the gateway that it shares a pod with
 * @param resolver the gateways' resolvers' one address, if they resolve names
 */
public record RouterSpec(
        String link,
        Prefix network,
        String uplink,
        PrefixSet local,
        List<Integer> vips,
        List<IpAddress> peers,
        List<NextHop> gateways,
        Optional<SelfExit> self,
        Optional<IpAddress> resolver) {
    public RouterSpec {
        vips = List.copyOf(vips);
        peers = List.copyOf(peers);
        gateways = List.copyOf(gateways);
    }

    /**
     * A gateway as the router sees it.
     *
     * @param id its mark, 1 to 255
     * @param address on the client network
     */
    public record NextHop(int id, IpAddress address) {}

    /**
     * The router's own pod's tunnel.
     *
     * @param id the mark of the gateway in this pod
     * @param tunnel the tunnel's link
     */
    public record SelfExit(int id, String tunnel) {}
}
