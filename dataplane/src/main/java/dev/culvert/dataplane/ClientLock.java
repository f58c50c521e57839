package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lock in a client's own namespace, the same in every routing method: packets leave by {@code lo}, by the way into
 * the tunnel, and by the pod's first link to local networks. Nothing else, whoever sends it, whatever routes say.
 *
 * <p>There are two, since a packet socket (packet(7)) passes by {@code output}: one where packets are sent, one on the
 * first link itself.
 */
public final class ClientLock {
    private ClientLock() {}

    /**
     * The tables.
     *
     * @param ways the links that lead into the tunnel: a VPN network, a VXLAN device or the tunnel itself
     * @param families what may be sent by {@code ways}
     * @param uplink the pod's first link
     * @param local what may be sent by {@code uplink}
     * @param exceptions more that may be sent by {@code uplink}, in nft's words: a tunnel's or VXLAN's own packets
     * @param names where queries to the cluster's DNS go instead, if they do; by {@code uplink} they are not sent then
     */
    public static List<NftTable> tables(
            List<String> ways,
            Set<Family> families,
            String uplink,
            PrefixSet local,
            List<String> exceptions,
            Optional<? extends Names> names) {
        return tables(ways(ways, families), "", uplink, local, exceptions, names);
    }

    /**
     * The same with no way out left: nothing leaves but by {@code lo}, and by the pod's first link to local networks.
     *
     * @param former the link that led into the tunnel, if it is there; a packet socket finds it closed, too
     */
    static List<NftTable> closed(
            Optional<String> former, String uplink, PrefixSet local, Optional<? extends Names> names) {
        String shut = former.map("""

                	chain former {
                		type filter hook egress device "%s" priority filter; policy drop;
                		counter drop
                	}
                """::formatted).orElse("");
        return tables("", shut, uplink, local, List.of(), names);
    }

    private static List<NftTable> tables(
            String ways,
            String shut,
            String uplink,
            PrefixSet local,
            List<String> exceptions,
            Optional<? extends Names> names) {
        String refused = names.map(
                        who -> who.guards("oifname \"" + uplink + "\" ", "reject with icmpx admin-prohibited"))
                .orElse("");
        String allowed = names.map(who -> who.answered(uplink)).orElse("")
                + refused
                + exceptions.stream()
                        .map(exception -> "\t\toifname \"" + uplink + "\" " + exception + " accept\n")
                        .collect(Collectors.joining())
                + local(local, "\t\toifname \"" + uplink + "\" ");
        NftTable sent = NftTable.parse("""
                table inet culvert_lock {
                NAMES
                	chain output {
                		type filter hook output priority filter; policy drop;
                		oifname "lo" accept
                		ALLOWED
                		meta l4proto tcp counter reject with tcp reset
                		counter reject with icmpx admin-prohibited
                	}

                	chain forward {
                		type filter hook forward priority filter; policy drop;
                	}
                }
                """.replace("\t\tALLOWED\n", ways + allowed)
                .replace("NAMES\n", names.map(Names::chains).orElse("")));
        NftTable link = NftTable.parse("""
                table netdev culvert_lock {
                	chain egress {
                		type filter hook egress device "UPLINK" priority filter; policy drop;
                		ether type arp accept
                		ALLOWED
                		counter drop
                	}
                SHUT
                }
                """.replace("SHUT\n", shut)
                .replace(
                        "\t\tALLOWED\n",
                        names.map(who -> who.guards("", "drop")).orElse("")
                                + exceptions.stream()
                                        .map(exception -> "\t\t" + exception + " accept\n")
                                        .collect(Collectors.joining())
                                + local(local, "\t\t"))
                .replace("UPLINK", uplink));
        return List.of(sent, link);
    }

    private static String ways(List<String> ways, Set<Family> families) {
        if (families.isEmpty()) {
            return "";
        }
        String family =
                families.size() == 2 ? "" : " meta nfproto " + (families.contains(Family.IPV6) ? "ipv6" : "ipv4");
        return ways.stream()
                .map(way -> "\t\toifname \"" + way + "\"" + family + " accept\n")
                .collect(Collectors.joining());
    }

    /** A local IPv6 network needs its neighbours found, too. */
    private static String local(PrefixSet local, String prefix) {
        PrefixSet v4 = local.only(Family.IPV4);
        PrefixSet v6 = local.only(Family.IPV6);
        return (v4.isEmpty() ? "" : prefix + "ip daddr " + NftText.addresses(v4) + " accept\n")
                + (v6.isEmpty()
                        ? ""
                        : prefix + "ip6 daddr " + NftText.addresses(v6) + " accept\n" + prefix + NftText.NEIGHBOURS
                                + " accept\n");
    }
}
