package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resolver in a gateway's pod, or in a client's own. All resolvers of a VpnGateway have one address, so that a query is an ordinary flow of a client:
 * routers spread and pin it like any other, and a retry takes another gateway.
 *
 * @param address theirs, in no local network
 * @param cluster the cluster's DNS, which it asks by the pod's first link
 * @param upstreams whom it asks by the tunnel, even if they are in local networks: providers have name servers inside their
 *     tunnels; empty if it asks the name servers of each zone itself
 */
public record ResolverSpec(IpAddress address, List<IpAddress> cluster, List<IpAddress> upstreams) {
    private static final int TCP = 6;
    private static final int UDP = 17;

    public ResolverSpec {
        cluster = List.copyOf(cluster);
        upstreams = List.copyOf(upstreams);
    }

    /** Its address, on no link that anybody else sees. */
    Address held() {
        return Address.of(host(address), "lo");
    }

    /** The address that a query has from a gateway whose resolver does not answer to another one's, in overlay routing: the one beside. */
    static IpAddress passedOn(IpAddress address) {
        return address.plus(1);
    }

    /** What it asks goes into the tunnel's table, except to the cluster's DNS, for which {@code here} knows the way. */
    List<Rule> rules(int table, int here) {
        var rules = new ArrayList<Rule>();
        cluster.stream()
                .map(server -> Rule.of(family(server), Preference.LOCAL.number(), here)
                        .withIif("lo")
                        .to(host(server)))
                .forEach(rules::add);
        // Names alone: a probe of another gateway's tunnel may have the same target, and its mark is looked at later.
        upstreams.stream()
                .flatMap(server -> Stream.of(TCP, UDP)
                        .map(protocol -> Rule.of(family(server), Preference.TUNNEL.number(), table)
                                .withIif("lo")
                                .withIpProtocol(protocol)
                                .to(host(server))))
                .forEach(rules::add);
        if (upstreams.isEmpty()) {
            Stream.of(TCP, UDP)
                    .map(protocol -> Rule.of(Family.IPV4, Preference.TUNNEL.number(), table)
                            .withIif("lo")
                            .withIpProtocol(protocol)
                            .withDestinationPorts(NameRedirect.PORT, NameRedirect.PORT))
                    .forEach(rules::add);
        }
        return rules;
    }

    private static Family family(IpAddress address) {
        return address.family() == dev.culvert.model.net.Family.IPV4 ? Family.IPV4 : Family.IPV6;
    }

    static IpPrefix host(IpAddress address) {
        return new IpPrefix(address.toInet(), address.family().bits());
    }
}
