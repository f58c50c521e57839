package dev.culvert.dataplane;

import dev.culvert.dataplane.GatewaySpec.Inbound;
import dev.culvert.dataplane.NamespacePlan.Sysctl;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.AddressPlan;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway: the client network's packets go into the tunnel or nowhere. The lock is whole before the tunnel exists and
 * names the tunnel by name, so it stays closed when the tunnel goes and needs no change when it comes back.
 */
public final class GatewayPlan {
    private static final int ROUTES = 999;

    private static final int ICMP = 1;

    private GatewayPlan() {}

    /** All that stands whether or not the tunnel exists. */
    public static NamespacePlan lock(GatewaySpec spec) {
        return NamespacePlan.of(Owner.TUNNEL)
                .withTables(List.of(table(spec)))
                // Replies leave here, but a window moved on elsewhere must not end a flow.
                .withSysctls(List.of(new Sysctl("net/netfilter/nf_conntrack_tcp_be_liberal", "1")))
                .withSettings(settings(spec))
                .withAddresses(spec.resolver().map(ResolverSpec::held).stream().toList())
                .withRouting(
                        rules(spec),
                        Stream.concat(
                                        spec.ways().copies().stream(),
                                        Stream.of(lastResort(Family.IPV4), lastResort(Family.IPV6)))
                                .toList());
    }

    /** The lock, and the routes into a tunnel that exists. */
    public static NamespacePlan open(GatewaySpec spec) {
        NamespacePlan lock = lock(spec);
        return lock.withRouting(
                lock.rules(),
                Stream.concat(
                                lock.routes().stream(),
                                Stream.of(Route.toDefault(Family.IPV4)
                                        .dev(spec.tunnel())
                                        .withTable(ROUTES)))
                        .toList());
    }

    private static List<Rule> rules(GatewaySpec spec) {
        List<Rule> rules = here(spec);
        // Not by a VIP's link: what comes in there is the router's to mark.
        rules.add(Rule.of(Family.IPV4, Preference.TUNNEL.number(), ROUTES).withIif(spec.link()));
        rules.add(Rule.of(Family.IPV4, Preference.TUNNEL.number(), ROUTES).withOif(spec.tunnel()));
        rules.add(Rule.of(Family.IPV4, Preference.OWN_WORD.number(), ROUTES)
                .withIif("lo")
                .withIpProtocol(ICMP));
        rules.add(Rule.of(Family.IPV6, Preference.TUNNEL.number(), ROUTES).withIif(spec.link()));
        spec.resolver()
                .map(resolver -> resolver.rules(ROUTES, spec.ways().table()))
                .ifPresent(rules::addAll);
        return rules;
    }

    /**
     * The gateway's own word on what came by the tunnel (too large to go on, RFC 1191) goes back by it; its word to clients and to local
     * networks does not. A router in the same pod knows of the main table alone, so in an overlay the copy's rules come before its own.
     */
    private static List<Rule> here(GatewaySpec spec) {
        int table = spec.ways().table();
        PrefixSet local = spec.local().only(dev.culvert.model.net.Family.IPV4);
        PrefixSet network = PrefixSet.of(spec.network());
        PrefixSet byCopy = table == Route.MAIN ? PrefixSet.EMPTY : local.minus(network);
        PrefixSet byMain = table == Route.MAIN ? local.union(network) : network;
        var rules = new ArrayList<Rule>();
        if (spec.overlay().isPresent()) {
            prefixes(byCopy)
                    .map(Rule.of(Family.IPV4, Preference.HERE_BY_COPY.number(), table)::to)
                    .forEach(rules::add);
        }
        prefixes(byCopy).map(ownWordHere(table)::to).forEach(rules::add);
        prefixes(byMain).map(ownWordHere(Route.MAIN)::to).forEach(rules::add);
        return rules;
    }

    private static Rule ownWordHere(int table) {
        return Rule.of(Family.IPV4, Preference.OWN_WORD_HERE.number(), table)
                .withIif("lo")
                .withIpProtocol(ICMP);
    }

    private static Stream<IpPrefix> prefixes(PrefixSet set) {
        return set.prefixes().stream()
                .map(prefix -> new IpPrefix(prefix.network().toInet(), prefix.length()));
    }

    private static Route lastResort(Family family) {
        return Route.toDefault(family)
                .withType(Route.Type.UNREACHABLE)
                .withTable(ROUTES)
                .withMetric(NamespacePlan.LAST);
    }

    private static List<LinkSettings> settings(GatewaySpec spec) {
        return List.of(LinkSettings.forwarding(spec.link()), LinkSettings.forwarding(spec.tunnel()));
    }

    private static NftTable table(GatewaySpec spec) {
        return NftTable.parse("""
                table inet culvert_gateway {
                	chain input {
                		type filter hook input priority filter; policy drop;
                		CLOSED_HERE
                		iifname "lo" accept
                		ct state invalid drop
                		ct state established,related accept
                		NEIGHBOURS_HERE
                		PEERS_HERE
                		iifname "LINK" ip saddr NETWORK icmp type echo-request accept
                		iifname "UPLINK" ip saddr LOCAL icmp type echo-request accept
                		QUERIES
                		PAGE
                	}

                GUARD
                PASSED_ON
                	chain forward {
                		type filter hook forward priority filter; policy drop;
                		CLOSED
                		ROUTER
                		ct state invalid counter drop
                		iifname "LINK" ct state new tcp flags != syn / fin,syn,rst,ack counter reject with tcp reset
                		iifname "TUNNEL" oifname "LINK" ct state established,related accept
                		INBOUND
                		oifname "TUNNEL" ip saddr NETWORK ip daddr != LOCAL accept
                		iifname "LINK" meta l4proto tcp counter reject with tcp reset
                		iifname "LINK" counter reject with icmpx admin-prohibited
                	}

                	chain clamp {
                		type filter hook forward priority mangle; policy accept;
                		oifname "TUNNEL" tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                		iifname "TUNNEL" tcp flags syn / syn,rst tcp option maxseg size set rt mtu
                		TAGGED
                	}

                	chain output {
                		type filter hook output priority filter; policy drop;
                		oifname "lo" accept
                		SILENCE
                		oifname "TUNNEL" accept
                		oifname "LINK" ip daddr NETWORK accept
                		ROUTER_OUT
                		RESOLVER_OUT
                		ENDPOINTS
                		oifname "UPLINK" ip daddr LOCAL accept
                		meta l4proto tcp counter reject with tcp reset
                		counter reject with icmpx admin-prohibited
                	}

                FORWARDED
                TRANSLATION
                	chain postrouting {
                		type nat hook postrouting priority srcnat; policy accept;
                		oifname "TUNNEL" masquerade
                		LEAVING
                	}
                }
                """.replace("\t\tPEERS_HERE\n", peers(spec) + overlay(spec))
                .replace("\t\tNEIGHBOURS_HERE\n", neighbours(spec, "iifname"))
                .replace("GUARD\n", spec.overlay().map(OverlayGuard::chains).orElse(""))
                .replace("PASSED_ON\n", passedOn(spec))
                .replace("\t\tQUERIES\n", queries(spec))
                .replace("\t\tSILENCE\n", silence(spec))
                .replace("\t\tPAGE\n", page(spec))
                .replace("FORWARDED\n", forwarded(spec.inbound().ports()))
                .replace("\t\tINBOUND\n", spec.inbound().ports().isEmpty() ? "" : INBOUND)
                .replace("\t\tTAGGED\n", tagged(spec.inbound()))
                .replace("\t\tCLOSED_HERE\n", closed(spec, CLOSED_HERE))
                .replace("\t\tCLOSED\n", closed(spec, CLOSED))
                .replace("\t\tROUTER\n", router(spec))
                .replace("\t\tROUTER_OUT\n", routerOut(spec))
                .replace(
                        "\t\tRESOLVER_OUT\n",
                        spec.resolver()
                                .map(resolver -> resolver.guards(spec.uplink()))
                                .orElse(""))
                .replace(
                        "TRANSLATION\n",
                        spec.resolver().map(ResolverSpec::translation).orElse(""))
                .replace(
                        "\t\tLEAVING\n",
                        spec.resolver()
                                .map(resolver -> resolver.leaving(spec.uplink()))
                                .orElse(""))
                .replace("\t\tENDPOINTS\n", endpoints(spec))
                .replace("UPLINK", spec.uplink())
                .replace("LINK", spec.link())
                .replace("TUNNEL", spec.tunnel())
                .replace("HEARTBEAT", Integer.toString(spec.heartbeatPort()))
                .replace("NETWORK", spec.network().toString())
                .replace("LOCAL", NftText.addresses(spec.local().only(dev.culvert.model.net.Family.IPV4))));
    }

    private static String peers(GatewaySpec spec) {
        return spec.overlay()
                .map(overlay -> overlay.peers().isEmpty() ? "" : PEERS.replace("PEERS", NftText.hosts(overlay.peers())))
                .orElseGet(() -> ROUTERS.replace(
                        "ROUTERS", AddressPlan.routers(spec.network()).toString()));
    }

    /** Heartbeats tell of engine and resolver, which is no client's concern. */
    private static final String ROUTERS = "\t\tiifname \"LINK\" ip saddr ROUTERS udp dport HEARTBEAT accept\n";

    /** What gateways say to each other, who are routers as well. */
    private static final String PEERS = """
            		iifname "LINK" ip protocol vrrp ip saddr PEERS accept
            		iifname "LINK" ip saddr PEERS udp dport HEARTBEAT accept
            """;

    private static String overlay(GatewaySpec spec) {
        return spec.overlay()
                .map(overlay -> "\t\tiifname \"UPLINK\" ip saddr PODS udp dport %d accept\n"
                        .formatted(ClientPlan.VXLAN_PORT)
                        .replace("PODS", NftText.addresses(overlay.addresses().podNetworks())))
                .orElse("");
    }

    /**
     * Whoever is no client any more, and may still have a link to the client network: its flows end, those that stand included, and
     * nobody here resolves its names.
     */
    private static String closed(GatewaySpec spec, String rules) {
        return spec.closed().isEmpty() ? "" : rules.replace("ADDRESSES", NftText.hosts(spec.closed()));
    }

    private static final String CLOSED_HERE = "\t\tip saddr ADDRESSES counter drop\n";

    private static final String CLOSED = """
            		ip saddr ADDRESSES meta l4proto tcp counter reject with tcp reset
            		ip saddr ADDRESSES counter reject with icmpx admin-prohibited
            		ip daddr ADDRESSES counter drop
            """;

    private static String router(GatewaySpec spec) {
        return spec.overlay().isPresent() ? """
                		iifname "vip*" oifname "LINK" meta mark 0x00000001-0x000000ff accept
                		iifname "vip*" ct state new tcp flags != syn / fin,syn,rst,ack counter reject with tcp reset
                """ : "";
    }

    private static String routerOut(GatewaySpec spec) {
        return spec.overlay().isPresent() ? """
                		oifname "vip*" ip daddr NETWORK accept
                		oifname "LINK" meta mark 0x00000001-0x000000ff accept
                """ : "";
    }

    private static final String INBOUND = "\t\tiifname \"TUNNEL\" oifname \"LINK\" ct status dnat accept\n";

    private static String forwarded(List<PortForward> ports) {
        String rules = ports.stream()
                .filter(port -> !port.clients().isEmpty())
                .map(port -> "\t\tiifname \"TUNNEL\" %s %s\n".formatted(port.matched(), port.destination()))
                .collect(Collectors.joining());
        return rules.isEmpty() ? "" : """
                	chain inbound {
                		type nat hook prerouting priority dstnat; policy accept;
                %s	}

                """.formatted(rules);
    }

    /** The number is for clients and routers; the internet has no business with it. */
    private static String tagged(Inbound inbound) {
        return inbound.ports().isEmpty() ? "" : """
                		iifname "TUNNEL" ct status dnat ip dscp set %s
                		oifname "TUNNEL" ct status dnat ip dscp set cs0
                """.formatted(InboundTag.codepoint(inbound.gateway()));
    }

    private static String queries(GatewaySpec spec) {
        String query = "\t\tiifname \"%s\" ip saddr NETWORK ip daddr %s " + NameRedirect.QUERY + " accept\n";
        return spec.resolver()
                .map(ResolverSpec::address)
                .map(address -> query.formatted("LINK", address)
                        + (spec.overlay().isPresent() ? query.formatted("vip*", address) : ""))
                .orElse("");
    }

    /** What another gateway's resolver cannot answer comes under another address, since a gateway keeps for itself what has its own. */
    private static String passedOn(GatewaySpec spec) {
        return spec.overlay()
                .flatMap(overlay -> spec.resolver())
                .map(ResolverSpec::address)
                .map(address -> """
                	chain passed_on {
                		type filter hook prerouting priority raw; policy accept;
                		iifname "LINK" ip saddr NETWORK ip daddr PASSED QUERY ip daddr set RESOLVER
                	}

                """.replace(
                                "PASSED", ResolverSpec.passedOn(address).toString())
                        .replace("QUERY", NameRedirect.QUERY)
                        .replace("RESOLVER", address.toString()))
                .orElse("");
    }

    /**
     * A resolver that is being started again does not refuse: who is refused asks again at once, perhaps here again, and gives up.
     * Who waits finds it there at the second try.
     */
    private static String silence(GatewaySpec spec) {
        return spec.resolver()
                .map(ResolverSpec::address)
                .map(address -> """
                		ip saddr RESOLVER icmp type destination-unreachable drop
                		ip saddr RESOLVER tcp sport 53 tcp sequence 0 tcp flags rst,ack / syn,rst,ack drop
                """.replace("RESOLVER", address.toString()))
                .orElse("");
    }

    private static String page(GatewaySpec spec) {
        return spec.pagePort().isPresent()
                ? "\t\tiifname \"UPLINK\" ip saddr LOCAL tcp dport "
                        + spec.pagePort().getAsInt() + " accept\n"
                : "";
    }

    /**
     * What an engine's own firewall, by iptables and closed by default, must let pass of what ours judges: between the client network
     * and the tunnel. Nothing here lets anything out by another link.
     */
    public static List<Passage> passages(GatewaySpec spec) {
        List<String> clients = spec.overlay().isPresent() ? List.of(spec.link(), "vip*") : List.of(spec.link());
        var forward = new ArrayList<String>();
        for (String link : clients) {
            forward.add(passage("iifname \"%s\" oifname \"%s\"", link, spec.tunnel()));
            forward.add(passage("iifname \"%s\" oifname \"%s\"", link, spec.link()));
        }
        forward.add(passage("iifname \"%s\" oifname \"%s\"", spec.tunnel(), spec.link()));
        return List.of(
                new Passage(
                        "ip",
                        "filter",
                        "INPUT",
                        clients.stream()
                                .map(link -> passage("iifname \"%s\"", link))
                                .toList()),
                new Passage("ip", "filter", "FORWARD", forward),
                new Passage(
                        "ip",
                        "filter",
                        "OUTPUT",
                        Stream.concat(
                                        clients.stream().map(link -> passage("oifname \"%s\"", link)),
                                        spec.resolver().stream().map(resolver -> resolver.passage(spec.uplink())))
                                .toList()));
    }

    private static String passage(String links, String... names) {
        return links.formatted((Object[]) names) + " counter accept";
    }

    /** The tunnel's own packets: marked by its engine, and to its far end only. */
    static String endpoints(GatewaySpec spec) {
        return spec.endpoints().stream()
                .map(endpoint -> "\t\toifname \"UPLINK\" " + endpoint.matched(spec.mark()) + " accept\n")
                .collect(Collectors.joining("", "", neighbours(spec, "oifname")));
    }

    /** Whoever is to reach a server by IPv6 must find its next hop. */
    private static String neighbours(GatewaySpec spec, String direction) {
        return spec.endpoints().stream().anyMatch(GatewaySpec.Endpoint::isIpv6)
                ? "\t\t" + direction + " \"UPLINK\" " + NftText.NEIGHBOURS + " accept\n"
                : "";
    }
}
