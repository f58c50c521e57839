package dev.culvert.dataplane;

import dev.culvert.dataplane.RouterSpec.NextHop;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A router: the first packet of a flow takes its bucket's gateway and is pinned to it; all later ones follow the pin.
 * Replies go straight from gateway to client, so the router sees one direction only and does without conntrack: a pin is
 * an element of a map, refreshed by each packet.
 *
 * <p>The chosen gateway is the packet's mark, and the mark is the routing table. A mark that is no gateway's is refused
 * before routing, dropped in {@code forward}, and unreachable by rule: no way leads to another table.
 */
public final class RouterPlan {
    /** The table's name. */
    public static final String TABLE = "culvert_router";

    /** Buckets are numbered from here in the mark, so that a bucket can never be taken for a gateway. */
    public static final int BUCKET_OFFSET = 0x10000;

    /** Buckets of the table. */
    public static final int BUCKETS = 1024;

    /** A link by which nobody's packets come but the router's own probes: what comes in there is led as what comes to a VIP. */
    public static final String PROBE = "vipprobe";

    /** Its other end, where probes are put in. */
    public static final String PROBE_WIRE = "probewire";

    /** The address of {@link #PROBE}. */
    public static final MacAddress PROBE_MAC = MacAddress.of("02:63:75:6c:00:01");

    /**
     * A node may have its pods check sources loosely (rp_filter 2), and the kernel lets nothing in by a link without an address then.
     * This one is nobody's (192.0.0.8, RFC 7600).
     */
    private static final Address PROBE_ADDRESS =
            Address.of("192.0.0.8/32", PROBE).withScope(Address.Scope.HOST);

    private static final MacAddress WIRE_MAC = MacAddress.of("02:63:75:6c:00:02");

    private static final int FIRST_TABLE = 1000;

    private RouterPlan() {}

    /** A bucket as it is in the mark. */
    static String bucketMark(int bucket) {
        return Integer.toString(BUCKET_OFFSET + bucket);
    }

    /** The whole plan; which buckets lead where is in {@link Steering}, since that changes while this stands. */
    public static NamespacePlan of(RouterSpec spec) {
        var rules = new ArrayList<Rule>();
        var routes = new ArrayList<Route>();
        for (NextHop gateway : spec.gateways()) {
            int table = FIRST_TABLE + gateway.id();
            rules.add(Rule.of(Family.IPV4, Preference.MARKED.number(), table).withMark(gateway.id()));
            routes.add(exit(spec, gateway).withTable(table));
            routes.add(Route.toDefault(Family.IPV4)
                    .withType(Route.Type.UNREACHABLE)
                    .withTable(table)
                    .withMetric(NamespacePlan.LAST));
        }
        if (spec.self().isPresent()) {
            // VXLAN's outer packet is routed with the mark of the inner one, and a refusal with that of what it refuses
            // (fwmark_reflect): pods and clients are found by the main table all the same.
            PrefixSet here =
                    spec.local().only(dev.culvert.model.net.Family.IPV4).union(PrefixSet.of(spec.network()));
            for (Prefix prefix : here.prefixes()) {
                rules.add(Rule.of(Family.IPV4, Preference.HERE.number(), Route.MAIN)
                        .to(new IpPrefix(prefix.network().toInet(), prefix.length())));
            }
        }
        for (String link : ways(spec)) {
            for (Family family : Family.values()) {
                rules.add(Rule.of(family, Preference.REFUSED.number(), Rule.Action.UNREACHABLE)
                        .withIif(link));
            }
        }
        return NamespacePlan.of(Owner.ROUTER)
                .withTables(List.of(table(spec), ANSWERS))
                .withLinks(List.of(NewLink.Veth.of(PROBE, PROBE_WIRE).withMacs(PROBE_MAC, WIRE_MAC)))
                .withSettings(settings(spec))
                .withAddresses(List.of(PROBE_ADDRESS))
                .withRouting(rules, routes);
    }

    /**
     * A router whose VRRP has died keeps the address, and its kernel answers the gratuitous ARP of the router that has taken it: from
     * the virtual MAC, by which switches and clients learn the dead one's place again. Only a VIP's holder is answered at that MAC.
     */
    private static final NftTable ANSWERS = NftTable.parse("""
            table arp culvert_router {
            	chain output {
            		type filter hook output priority filter; policy accept;
            		oifname "vip*" arp operation reply arp daddr ether & ff:ff:ff:ff:ff:00 == 00:00:5e:00:01:00 drop
            	}
            }
            """);

    /** The links by which what is to be forwarded comes. */
    private static List<String> ways(RouterSpec spec) {
        return Stream.concat(spec.vips().stream().map(vip -> "vip" + vip), Stream.of(PROBE))
                .toList();
    }

    private static Route exit(RouterSpec spec, NextHop gateway) {
        Route out = Route.toDefault(Family.IPV4);
        return spec.self()
                .filter(self -> self.id() == gateway.id())
                .map(self -> out.dev(self.tunnel()))
                .orElseGet(() -> out.via(gateway.address().toInet()).dev(spec.link()));
    }

    /**
     * A VIP's address is answered from its own link alone, with VRRP's MAC (RFC 9568, 8.1.2); sources are checked in the table, the
     * kernel's own check would walk all rules once more a packet; replies do not come back this way.
     */
    private static List<LinkSettings> settings(RouterSpec spec) {
        return Stream.concat(Stream.of(spec.link()), ways(spec).stream())
                .map(LinkSettings::forwarding)
                .toList();
    }

    private static NftTable table(RouterSpec spec) {
        String network = spec.network().toString();
        RouterNames names = new RouterNames(spec.resolver(), spec.self());
        return NftTable.parse(
                """
                table inet culvert_router {
                	map pins_tcp {
                		typeof ip saddr . tcp sport . ip daddr . tcp dport : meta mark
                		size 1048576
                		flags dynamic,timeout
                		timeout 2h
                	}

                	map pins_udp {
                		typeof ip saddr . udp sport . ip daddr . udp dport : meta mark
                		size 1048576
                		flags dynamic,timeout
                		timeout 1h
                	}

                	map pins_other {
                		typeof ip saddr . ip daddr . meta l4proto : meta mark
                		size 65536
                		flags dynamic,timeout
                		timeout 10m
                	}

                	set closing {
                		typeof ip saddr . tcp sport . ip daddr . tcp dport
                		size 1048576
                		flags dynamic,timeout
                		timeout 1m
                	}

                	map buckets {
                		type mark : mark
                		size 1024
                	}

                	set lost {
                		type mark
                		size 256
                	}

                	map names {
                		type mark : mark
                		size 1024
                	}

                	set resolvers {
                		type mark
                		size 256
                	}

                	chain by_ports {
                		NAMES_HERE
                		meta mark set jhash ip saddr . ip daddr . th sport . th dport mod 1024 seed 0x63 offset 65536
                		NAMES
                		meta mark set meta mark map @buckets
                	}

                	chain by_hosts {
                		meta mark set jhash ip saddr . ip daddr mod 1024 seed 0x63 offset 65536
                		meta mark set meta mark map @buckets
                	}

                	chain tcp_lost {
                		tcp flags != syn / fin,syn,rst,ack counter reject with tcp reset
                		delete @pins_tcp { ip saddr . tcp sport . ip daddr . tcp dport : meta mark }
                		meta mark set 0x00000000
                	}

                	chain tcp_first {
                		jump by_ports
                		meta mark < 0x00000100 return
                		tcp flags syn / fin,syn,rst,ack counter reject with tcp reset
                		counter drop
                	}

                	chain tcp_flow {
                		TCP_TAGGED
                		meta mark 0x00000000 meta mark set ip saddr . tcp sport . ip daddr . tcp dport map @pins_tcp
                		TCP_NAMES
                		meta mark @lost jump tcp_lost
                		meta mark 0x00000000 jump tcp_first
                		tcp flags fin,rst update @closing { ip saddr . tcp sport . ip daddr . tcp dport }
                		ip saddr . tcp sport . ip daddr . tcp dport @closing update @pins_tcp { ip saddr . tcp sport . ip daddr . tcp dport timeout 1m : meta mark } accept
                		tcp flags syn update @pins_tcp { ip saddr . tcp sport . ip daddr . tcp dport timeout 2m : meta mark } accept
                		update @pins_tcp { ip saddr . tcp sport . ip daddr . tcp dport : meta mark } accept
                	}

                	chain udp_first {
                		jump by_ports
                		meta mark >= 0x00000100 counter reject with icmpx no-route
                		update @pins_udp { ip saddr . udp sport . ip daddr . udp dport timeout 2m : meta mark } accept
                	}

                NAME_CHAINS
                	chain udp_flow {
                		UDP_TAGGED
                		meta mark 0x00000000 meta mark set ip saddr . udp sport . ip daddr . udp dport map @pins_udp
                		UDP_NAMES
                		meta mark @lost counter reject
                		meta mark 0x00000000 goto udp_first
                		update @pins_udp { ip saddr . udp sport . ip daddr . udp dport : meta mark } accept
                	}

                	chain other_flow {
                		meta mark set ip saddr . ip daddr . meta l4proto map @pins_other
                		meta mark @lost counter reject
                		meta mark 0x00000000 jump by_hosts
                		meta mark >= 0x00000100 counter reject with icmpx no-route
                		iifname "PROBE" accept
                		update @pins_other { ip saddr . ip daddr . meta l4proto : meta mark } accept
                	}

                RAW
                	chain prerouting {
                		type filter hook prerouting priority FIRST; policy accept;
                		iifname != "vip*" accept
                		meta nfproto ipv6 counter drop
                		ip daddr NETWORK accept
                		ip saddr != NETWORK counter drop
                		meta mark set 0x00000000
                		meta l4proto vmap { tcp : goto tcp_flow, udp : goto udp_flow }
                		goto other_flow
                	}

                INPUT
                	chain forward {
                		type filter hook forward priority filter; policy drop;
                		FORWARD
                	}

                OUTPUT
                }
                """.replace("RAW\n", spec.self().map(RouterPlan::untracked).orElse(RAW))
                        .replace("FIRST", spec.self().isPresent() ? "raw" : "mangle")
                        .replace("INPUT\n", spec.self().isPresent() ? "" : input(spec))
                        .replace("\t\tTCP_TAGGED\n", tagged(spec, TCP_TAGGED))
                        .replace("\t\tUDP_TAGGED\n", tagged(spec, UDP_TAGGED))
                        .replace("\t\tFORWARD\n", forward(spec))
                        .replace("OUTPUT\n", spec.self().isPresent() ? "" : OUTPUT)
                        .replace("\t\tNAMES_HERE\n", names.here())
                        .replace("\t\tNAMES\n", names.detour())
                        .replace("\t\tTCP_NAMES\n", names.tcpPinned())
                        .replace("NAME_CHAINS\n", names.chains())
                        .replace("\t\tUDP_NAMES\n", names.udpPinned())
                        .replace("PROBE", PROBE)
                        .replace("UPLINK", spec.uplink())
                        .replace("LINK", spec.link())
                        .replace("NETWORK", network)
                        .replace("LOCAL", NftText.addresses(spec.local().only(dev.culvert.model.net.Family.IPV4))));
    }

    /**
     * Fragments are put together before this hook (conntrack's defragmentation), so that all have their ports. A probe's answer comes to
     * this host, which lets answers in.
     */
    private static final String RAW = """
            	chain raw {
            		type filter hook prerouting priority raw; policy accept;
            		iifname "PROBE" accept
            		iifname "vip*" notrack
            	}

            """;

    /**
     * In overlay routing what goes to another gateway is not tracked here, so the choice comes before conntrack. A flow that was tracked
     * with no address to translate would keep that for ever: taken over from a gateway that is lost, it would go into this one's tunnel
     * with the client's own address.
     */
    private static String untracked(RouterSpec.SelfExit self) {
        return """
            	chain untracked {
            		type filter hook prerouting priority raw + 1; policy accept;
            		iifname "PROBE" accept
            		iifname "vip*" meta mark 0x00000001-0x000000ff meta mark != 0x%08x notrack
            	}

            """.formatted(self.id());
    }

    /** An answer to a remote says by which gateway that came ({@link InboundTag}), and that counts, not a pin of earlier. */
    private static String tagged(RouterSpec spec, String repin) {
        List<Integer> gateways = spec.gateways().stream()
                .map(NextHop::id)
                .filter(InboundTag::fits)
                .toList();
        return gateways.isEmpty() ? "" : "\t\tmeta mark set ip dscp map " + InboundTag.marks(gateways) + "\n" + repin;
    }

    private static final String TCP_TAGGED = """
            		meta mark != 0x00000000 tcp flags syn delete @pins_tcp { ip saddr . tcp sport . ip daddr . tcp dport : meta mark }
            """;

    private static final String UDP_TAGGED = """
            		meta mark != 0x00000000 delete @pins_udp { ip saddr . udp sport . ip daddr . udp dport : meta mark }
            """;

    private static String input(RouterSpec spec) {
        String vrrp = spec.peers().isEmpty()
                ? ""
                : "\t\tiifname \"LINK\" ip protocol vrrp ip saddr " + NftText.hosts(spec.peers()) + " accept\n";
        return """
                	chain input {
                		type filter hook input priority filter; policy drop;
                		iifname "lo" accept
                		ct state invalid drop
                		ct state established,related accept
                		ip protocol icmp accept
                		VRRP
                		iifname "UPLINK" ip saddr LOCAL accept
                	}

                """.replace("\t\tVRRP\n", vrrp);
    }

    /** In overlay routing the same namespace is a gateway, and what does not come in by a VIP is the gateway's to judge. */
    private static String forward(RouterSpec spec) {
        String accepted = "\t\tiifname \"vip*\" oifname \"LINK\" meta mark 0x00000001-0x000000ff accept\n";
        return spec.self()
                .map(self -> "\t\tiifname != \"vip*\" accept\n" + accepted + accepted.replace("LINK", self.tunnel()))
                .orElse(accepted);
    }

    private static final String OUTPUT = """
            	chain output {
            		type filter hook output priority filter; policy drop;
            		oifname "lo" accept
            		oifname "LINK" ip daddr NETWORK accept
            		oifname "vip*" ip daddr NETWORK accept
            		oifname "LINK" meta mark 0x00000001-0x000000ff accept
            		oifname "UPLINK" ip daddr LOCAL accept
            		meta l4proto tcp counter reject with tcp reset
            		counter reject with icmpx admin-prohibited
            	}
            """;
}
