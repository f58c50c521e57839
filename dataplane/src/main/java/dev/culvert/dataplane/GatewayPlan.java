package dev.culvert.dataplane;

import dev.culvert.dataplane.GatewaySpec.Endpoint;
import dev.culvert.dataplane.NamespacePlan.Sysctl;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A gateway: the client network's packets go into the tunnel or nowhere. The lock is whole before the tunnel exists and
 * names the tunnel by name, so it stays closed when the tunnel goes and needs no change when it comes back.
 */
public final class GatewayPlan {
    private static final int ROUTES = 999;
    private static final int CAME_BY_TUNNEL = 0x200;

    private GatewayPlan() {}

    /** All that stands whether or not the tunnel exists. */
    public static NamespacePlan lock(GatewaySpec spec) {
        return NamespacePlan.of(Owner.TUNNEL)
                .withTables(List.of(table(spec)))
                .withSysctls(sysctls(spec))
                .withRouting(rules(spec), List.of(lastResort(Family.IPV4), lastResort(Family.IPV6)));
    }

    /** The lock, and the routes into a tunnel that exists. */
    public static NamespacePlan open(GatewaySpec spec) {
        NamespacePlan lock = lock(spec);
        return lock.withRouting(
                lock.rules(),
                List.of(
                        Route.toDefault(Family.IPV4).dev(spec.tunnel()).withTable(ROUTES),
                        lastResort(Family.IPV4),
                        lastResort(Family.IPV6)));
    }

    private static List<Rule> rules(GatewaySpec spec) {
        // Not by a VIP's link: what comes in there is the router's to mark.
        return List.of(
                Rule.of(Family.IPV4, ROUTES, ROUTES).withIif(spec.link()),
                Rule.of(Family.IPV4, ROUTES, ROUTES).withOif(spec.tunnel()),
                // The gateway's own word on what came by the tunnel (too large to go on, RFC 1191) goes back by it.
                Rule.of(Family.IPV4, ROUTES, ROUTES).withIif("lo").withMark(CAME_BY_TUNNEL),
                Rule.of(Family.IPV6, ROUTES, ROUTES).withIif(spec.link()));
    }

    private static Route lastResort(Family family) {
        return Route.toDefault(family)
                .withType(Route.Type.UNREACHABLE)
                .withTable(ROUTES)
                .withMetric(NamespacePlan.LAST);
    }

    private static List<Sysctl> sysctls(GatewaySpec spec) {
        // tcp_loose: a flow whose beginning this gateway did not see is another exit's; it is refused, never adopted.
        // tcp_be_liberal: replies leave here, but a window moved on elsewhere must not end a flow.
        return List.of(
                new Sysctl("net/netfilter/nf_conntrack_tcp_loose", "0"),
                new Sysctl("net/netfilter/nf_conntrack_tcp_be_liberal", "1"),
                new Sysctl("net/ipv4/fwmark_reflect", "1"),
                new Sysctl("net/ipv4/conf/all/rp_filter", "0"),
                new Sysctl("net/ipv4/conf/default/rp_filter", "0"),
                new Sysctl("net/ipv4/conf/" + spec.link() + "/rp_filter", "0"),
                new Sysctl("net/ipv4/conf/all/send_redirects", "0"),
                new Sysctl("net/ipv4/conf/" + spec.link() + "/send_redirects", "0"),
                new Sysctl("net/ipv4/ip_forward", "1"));
    }

    private static NftTable table(GatewaySpec spec) {
        return NftTable.parse("""
                table inet culvert_gateway {
                	chain input {
                		type filter hook input priority filter; policy drop;
                		iifname "lo" accept
                		ct state invalid drop
                		ct state established,related accept
                		VRRP
                		iifname "LINK" ip saddr NETWORK icmp type echo-request accept
                		iifname "LINK" ip saddr NETWORK udp dport HEARTBEAT accept
                		iifname "UPLINK" ip saddr LOCAL icmp type echo-request accept
                	}

                	chain prerouting {
                		type filter hook prerouting priority mangle; policy accept;
                		iifname "TUNNEL" meta mark set 0x00000200
                	}

                	chain forward {
                		type filter hook forward priority filter; policy drop;
                		ROUTER
                		iifname "LINK" ct state invalid meta l4proto tcp counter reject with tcp reset
                		ct state invalid counter drop
                		iifname "TUNNEL" oifname "LINK" ct state established,related accept
                		oifname "TUNNEL" ip saddr NETWORK ip daddr != LOCAL accept
                		iifname "LINK" meta l4proto tcp counter reject with tcp reset
                		iifname "LINK" counter reject with icmpx admin-prohibited
                	}

                	chain clamp {
                		type filter hook forward priority mangle; policy accept;
                		oifname "TUNNEL" tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                		iifname "TUNNEL" tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                	}

                	chain output {
                		type filter hook output priority filter; policy drop;
                		oifname "lo" accept
                		oifname "TUNNEL" accept
                		oifname "LINK" ip daddr NETWORK accept
                		ROUTER_OUT
                		ENDPOINTS
                		oifname "UPLINK" ip daddr LOCAL accept
                		meta l4proto tcp counter reject with tcp reset
                		counter reject with icmpx admin-prohibited
                	}

                	chain postrouting {
                		type nat hook postrouting priority srcnat; policy accept;
                		oifname "TUNNEL" masquerade
                	}
                }
                """.replace("\t\tVRRP\n", vrrp(spec) + overlay(spec))
                .replace("\t\tROUTER\n", router(spec))
                .replace("\t\tROUTER_OUT\n", routerOut(spec))
                .replace("\t\tENDPOINTS\n", endpoints(spec))
                .replace("UPLINK", spec.uplink())
                .replace("LINK", spec.link())
                .replace("TUNNEL", spec.tunnel())
                .replace("HEARTBEAT", Integer.toString(spec.heartbeatPort()))
                .replace("NETWORK", spec.network().toString())
                .replace("LOCAL", NftText.addresses(spec.local().only(dev.culvert.model.net.Family.IPV4))));
    }

    private static String vrrp(GatewaySpec spec) {
        return spec.peers().isEmpty()
                ? ""
                : "\t\tiifname \"LINK\" ip protocol vrrp ip saddr " + NftText.hosts(spec.peers()) + " accept\n";
    }

    private static String overlay(GatewaySpec spec) {
        return spec.routersHere()
                ? "\t\tiifname \"UPLINK\" ip saddr LOCAL udp dport " + ClientPlan.VXLAN_PORT + " accept\n"
                : "";
    }

    private static String router(GatewaySpec spec) {
        return spec.routersHere() ? """
                		iifname "vip*" oifname "LINK" meta mark 0x00000001-0x000000ff accept
                		iifname "vip*" ct state invalid meta l4proto tcp counter reject with tcp reset
                """ : "";
    }

    private static String routerOut(GatewaySpec spec) {
        return spec.routersHere() ? """
                		oifname "vip*" ip daddr NETWORK accept
                		oifname "LINK" meta mark 0x00000001-0x000000ff accept
                """ : "";
    }

    /** The tunnel's own packets: marked by its engine, and to its far end only. */
    static String endpoints(GatewaySpec spec) {
        return spec.endpoints().stream()
                .map(endpoint -> "\t\toifname \"UPLINK\" meta mark 0x%08x %s udp dport %d accept\n"
                        .formatted(spec.mark(), daddr(endpoint), endpoint.port()))
                .collect(Collectors.joining());
    }

    private static String daddr(Endpoint endpoint) {
        return switch (endpoint.address().family()) {
            case IPV4 -> "ip daddr " + endpoint.address();
            case IPV6 -> "ip6 daddr " + endpoint.address();
        };
    }
}
