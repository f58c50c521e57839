package dev.culvert.dataplane;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In a client's namespace: what it asks the cluster's DNS is asked of the gateways' resolvers, whatever its resolv.conf says.
 * A routing rule sends such queries by the way into the tunnel, so that they have the right source and the lock sees where they
 * go; then their destination is translated. Without the way they are refused. The resolvers' address is of IPv4, so a query to an
 * IPv6 address of the cluster's DNS is refused at once, and the client asks its next server.
 *
 * @param servers the cluster's DNS, as clients know it: its Service's addresses and NodeLocal DNSCache's; where it is not
 *     known, the networks in which it must be
 * @param resolver the one address of all resolvers of the gateways
 */
public record NameRedirect(PrefixSet servers, IpAddress resolver) implements Names {
    /** DNS over UDP and TCP (RFC 1035, 4.2). */
    static final int PORT = 53;

    /** What is DNS, in nft's words. */
    static final String QUERY = "meta l4proto { tcp, udp } th dport 53";

    private static final int TABLE = 953;
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** The chain that translates. It is of type nat, for which this priority has no name where packets are sent. */
    @Override
    public String chains() {
        return chains("");
    }

    /** The same for queries that begin so, in nft's words. */
    String chains(String which) {
        return servers(Family.IPV4).isEmpty()
                ? ""
                : """
                	chain names {
                		type nat hook output priority -100; policy accept;
                		WHICHip daddr SERVERS QUERY dnat ip to RESOLVER
                	}

                """.replace("WHICH", which)
                        .replace("SERVERS", NftText.addresses(servers(Family.IPV4)))
                        .replace("QUERY", QUERY)
                        .replace("RESOLVER", resolver.toString());
    }

    @Override
    public String answered(String uplink) {
        return "";
    }

    @Override
    public String guards(String link, String verdict) {
        return Stream.of(Family.values())
                .filter(family -> !servers(family).isEmpty())
                .map(family -> "\t\t%s%s daddr %s %s counter %s\n"
                        .formatted(
                                link,
                                family == Family.IPV4 ? "ip" : "ip6",
                                NftText.addresses(servers(family)),
                                QUERY,
                                verdict))
                .collect(Collectors.joining());
    }

    /** The rules that send queries by the way. */
    List<Rule> rules() {
        return servers(Family.IPV4).prefixes().stream()
                .flatMap(prefix -> queries(prefix, TABLE))
                .toList();
    }

    /** The table that those rules name. */
    List<Route> routes(IpAddress nextHop, String way) {
        var v4 = dev.culvert.netlink.Family.IPV4;
        return List.of(
                Route.toDefault(v4).via(nextHop.toInet()).dev(way).withTable(TABLE),
                Route.toDefault(v4)
                        .withType(Route.Type.UNREACHABLE)
                        .withTable(TABLE)
                        .withMetric(NamespacePlan.LAST));
    }

    private static Stream<Rule> queries(Prefix to, int table) {
        return Stream.of(TCP, UDP)
                .map(protocol -> Rule.of(dev.culvert.netlink.Family.IPV4, table, table)
                        .to(new IpPrefix(to.network().toInet(), to.length()))
                        .withIpProtocol(protocol)
                        .withDestinationPorts(PORT, PORT));
    }

    private PrefixSet servers(Family family) {
        return servers.only(family);
    }
}
