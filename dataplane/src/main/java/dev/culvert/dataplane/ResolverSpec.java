package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The resolver in a gateway's pod, or in a client's own. All resolvers of a VpnGateway have one address, so that a query is an ordinary flow of a client:
 * routers spread and pin it like any other, and a retry takes another gateway. It asks from that address, by IPv4 alone.
 *
 * <p>A zone of anybody's may say that its name server is the cluster's DNS, or a router at home, and a resolver that asks each zone's
 * own servers believes it. So what it asks goes into the tunnel, local networks or not, and to the cluster's DNS by the first link
 * only what it sends there because its configuration says so: to {@link #CLUSTER_PORT}, which no zone can name.
 *
 * @param address theirs, in no local network
 * @param cluster the cluster's DNS, which it asks by the pod's first link; IPv4
 */
public record ResolverSpec(IpAddress address, List<IpAddress> cluster) {
    /** Where its configuration says that the cluster's DNS listens; on the way out that becomes 53. A delegation has no port (RFC 1035, 3.3.11). */
    public static final int CLUSTER_PORT = 53053;

    private static final int TCP = 6;
    private static final int UDP = 17;

    public ResolverSpec {
        cluster = List.copyOf(cluster);
    }

    /** Its address, on no link that anybody else sees. */
    Address held() {
        return Address.of(host(address), "lo");
    }

    /** The address that a query has from a gateway whose resolver does not answer to another one's, in overlay routing: the one beside. */
    static IpAddress passedOn(IpAddress address) {
        return address.plus(1);
    }

    /**
     * What it asks goes into the tunnel's table, except to the cluster's DNS, for which {@code here} knows the way; what it answers goes
     * where its clients are. The kernel asks these rules for the way back, too (rp_filter), so they name no port of the cluster's.
     */
    List<Rule> rules(int table, int here) {
        var rules = new ArrayList<Rule>();
        cluster.stream()
                .map(server -> own(Preference.RESOLVER_HERE, here).to(host(server)))
                .forEach(rules::add);
        for (int protocol : List.of(TCP, UDP)) {
            rules.add(own(Preference.RESOLVER_HERE, Route.MAIN)
                    .withIpProtocol(protocol)
                    .withSourcePorts(NameRedirect.PORT, NameRedirect.PORT));
            rules.add(own(Preference.RESOLVER_ASKS, table).withIpProtocol(protocol));
        }
        return rules;
    }

    private Rule own(Preference preference, int table) {
        return Rule.of(Family.IPV4, preference.number(), table).withIif("lo").from(host(address));
    }

    /** The chain that sends to port 53 what it sends to the cluster's DNS, with an empty line after it. */
    String translation() {
        return cluster.isEmpty()
                ? ""
                : """
                	chain names_of_cluster {
                		type nat hook output priority -100; policy accept;
                %s	}

                """.formatted(cluster.stream()
                        .map(server ->
                                "\t\tip saddr %s ip daddr %s meta l4proto { tcp, udp } th dport %d dnat ip to %s:%d\n"
                                        .formatted(address, server, CLUSTER_PORT, server, NameRedirect.PORT))
                        .collect(Collectors.joining()));
    }

    /** Rules of a lock's chain of what is sent: what it sends by the first link is for the cluster's DNS, and translated, or refused. */
    String guards(String uplink) {
        return """
                		ip saddr RESOLVER oifname "UPLINK" ct status dnat accept
                		ip saddr RESOLVER oifname "UPLINK" counter reject with icmpx admin-prohibited
                """.replace("RESOLVER", address.toString()).replace("UPLINK", uplink);
    }

    /** The rule of a chain of type nat by which what it asks of the cluster's DNS has the pod's address. */
    String leaving(String uplink) {
        return "\t\tip saddr %s oifname \"%s\" masquerade\n".formatted(address, uplink);
    }

    /** What an engine's own firewall, which knows the pod's address alone, must let pass. */
    String passage(String uplink) {
        return "oifname \"%s\" ip saddr %s counter accept".formatted(uplink, address);
    }

    private static IpPrefix host(IpAddress address) {
        return new IpPrefix(address.toInet(), address.family().bits());
    }
}
