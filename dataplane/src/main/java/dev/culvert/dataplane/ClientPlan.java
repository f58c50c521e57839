package dev.culvert.dataplane;

import dev.culvert.dataplane.GatewaySpec.Endpoint;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Neighbour;
import dev.culvert.netlink.NewLink.Vxlan;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** A client's namespace, in each routing method. What these plans make needs no process to keep it. */
public final class ClientPlan {
    /** The VXLAN port that IANA gave (RFC 7348). */
    public static final int VXLAN_PORT = 4789;

    private static final int TUNNEL_TABLE = 999;

    private ClientPlan() {}

    /** Network and uplink routing: CNI made the second link and its routes, this is the lock. */
    public static NamespacePlan attached(String way, String uplink, PrefixSet local) {
        return NamespacePlan.of(Owner.CLIENT).withTables(locked(way, uplink, local, Optional.empty()));
    }

    /** The same, where the gateways resolve names; {@code nextHop} is where the routes by {@code way} lead. */
    public static NamespacePlan attached(
            String way, String uplink, PrefixSet local, NameRedirect names, IpAddress nextHop) {
        return NamespacePlan.of(Owner.CLIENT)
                .withTables(locked(way, uplink, local, Optional.of(names)))
                .withRouting(names.rules(), names.routes(nextHop, way));
    }

    /**
     * Network and uplink routing once nobody leads the client into the VPN any more: local networks are what is left. Names that
     * gateways resolved are refused.
     *
     * @param former the second link, if it is still there
     */
    public static NamespacePlan closed(
            Optional<String> former, String uplink, PrefixSet local, Optional<NameRedirect> names) {
        return NamespacePlan.of(Owner.CLIENT).withTables(ClientLock.closed(former, uplink, local, names));
    }

    /**
     * Overlay routing.
     *
     * @param link the VXLAN device's name
     * @param vxlanId the VNI
     * @param address the client's, on the overlay
     * @param network the overlay
     * @param vip the gateways' address on the overlay
     * @param vipMac its MAC, that of VRRP: fixed, so that the entry for it may be permanent
     * @param gateways gateway pods' addresses: the first is where to look for the VIP until a frame from it says where it is
     * @param mtu of the VXLAN device, in bytes
     * @param names where queries to the cluster's DNS go instead, if they do
     */
    public record Overlay(
            String link,
            int vxlanId,
            IpAddress address,
            Prefix network,
            IpAddress vip,
            MacAddress vipMac,
            List<IpAddress> gateways,
            int mtu,
            String uplink,
            PrefixSet local,
            Optional<NameRedirect> names) {
        public Overlay {
            gateways = List.copyOf(gateways);
        }

        /** The lock, the device and the ways over it. */
        public NamespacePlan plan() {
            var vxlan = Vxlan.of(link, vxlanId, VXLAN_PORT)
                    .withUnderlay(uplink)
                    .withAgeing(Duration.ZERO)
                    .withMtu(mtu)
                    .withMac(mac(MacAddress.forAddress(address)));
            // An external entry follows its MAC to wherever frames from it come from, and never ages.
            List<FdbEntry> vipEntry = gateways.stream()
                    .limit(1)
                    .map(pod -> FdbEntry.vxlan(mac(vipMac), link, pod.toInet(), FdbEntry.Lifetime.EXTERNAL))
                    .toList();
            Stream<Route> routes = local.only(Family.IPV4).complement(Family.IPV4).prefixes().stream()
                    .map(prefix -> Route.to(new IpPrefix(prefix.network().toInet(), prefix.length()))
                            .via(vip.toInet())
                            .dev(link));
            return NamespacePlan.of(Owner.CLIENT)
                    .withTables(tables())
                    .withLinks(List.of(vxlan))
                    .withAddresses(List.of(Address.of(new IpPrefix(address.toInet(), network.length()), link)))
                    .withNeighbours(List.of(Neighbour.permanent(vip.toInet(), link, mac(vipMac))))
                    .withFdb(vipEntry)
                    .withRouting(
                            names.map(NameRedirect::rules).orElse(List.of()),
                            Stream.concat(
                                            routes,
                                            names.stream().flatMap(redirect -> redirect.routes(vip, link).stream()))
                                    .toList());
        }

        private List<NftTable> tables() {
            List<NftTable> tables = locked(link, uplink, local, names);
            tables.add(FreshRoutes.table(link));
            return tables;
        }
    }

    /**
     * Sidecar routing: the tunnel in the client's own namespace.
     *
     * @param tunnel the tunnel's link
     * @param families what it carries
     * @param endpoints where it leads
     * @param mark the firewall mark of the tunnel's own packets; 0 if they have none
     * @param ways how local networks are reached
     * @param pagePort TCP port on the pod network where the agent tells its status, if it does
     * @param ports what remotes reach here; whose clients they name does not matter
     * @param resolver beside the tunnel, if there is one
     */
    public record Sidecar(
            String tunnel,
            Set<Family> families,
            List<Endpoint> endpoints,
            int mark,
            String uplink,
            PrefixSet local,
            LocalWays ways,
            OptionalInt pagePort,
            List<PortForward> ports,
            Optional<OwnResolver> resolver) {
        /**
         * What an engine's own firewall must let pass of what ours judges: what comes by the tunnel to declared ports, what comes
         * from the pod network, where policies judge, and what goes to the resolver.
         */
        public List<Passage> passages() {
            var passages = new ArrayList<Passage>();
            passages.add(new Passage(
                    "ip",
                    "filter",
                    "INPUT",
                    (ports.isEmpty() ? Stream.of(uplink) : Stream.of(uplink, tunnel))
                            .map("iifname \"%s\" counter accept"::formatted)
                            .toList()));
            resolver.map(asker -> asker.passage(uplink)).ifPresent(passages::add);
            return List.copyOf(passages);
        }

        /** All that stands whether or not the tunnel exists. */
        public NamespacePlan lock() {
            var own = new ArrayList<String>();
            endpoints.stream().map(end -> end.matched(mark)).forEach(own::add);
            endpoints.stream().flatMap(end -> end.laterFragments(mark).stream()).forEach(own::add);
            if (endpoints.stream().anyMatch(Endpoint::isIpv6)
                    && local.only(Family.IPV6).isEmpty()) {
                own.add(NftText.NEIGHBOURS);
            }
            var rules = new ArrayList<Rule>();
            var routes = new ArrayList<>(ways.copies());
            for (var family : dev.culvert.netlink.Family.values()) {
                local.prefixes().stream()
                        .map(prefix -> new IpPrefix(prefix.network().toInet(), prefix.length()))
                        .filter(prefix -> prefix.family() == family)
                        .forEach(prefix -> rules.add(Rule.of(family, Preference.LOCAL.number(), ways.table())
                                .to(prefix)));
                if (mark != 0) {
                    // Without a mark there is nothing to tell the engine's own packets by: its routes are all there is,
                    // and the lock.
                    rules.add(Rule.of(family, Preference.TUNNEL.number(), TUNNEL_TABLE)
                            .withMark(mark)
                            .inverted());
                }
                routes.add(Route.toDefault(family)
                        .withType(Route.Type.UNREACHABLE)
                        .withTable(TUNNEL_TABLE)
                        .withMetric(NamespacePlan.LAST));
            }
            resolver.stream()
                    .flatMap(asker -> asker.resolver().rules(TUNNEL_TABLE, ways.table()).stream())
                    .forEach(rules::add);
            return NamespacePlan.of(Owner.TUNNEL)
                    .withTables(tables(own))
                    .withAddresses(resolver.stream()
                            .map(asker -> asker.resolver().held())
                            .toList())
                    .withRouting(rules, routes);
        }

        private List<NftTable> tables(List<String> own) {
            var tables = new ArrayList<>(ClientLock.tables(List.of(tunnel), families, uplink, local, own, resolver));
            tables.add(SidecarInbound.table(tunnel, pagePort, ports));
            return tables;
        }

        /** The lock, and the routes into a tunnel that exists. */
        public NamespacePlan open() {
            NamespacePlan lock = lock();
            var routes = new ArrayList<>(lock.routes());
            families.forEach(family -> routes.add(Route.toDefault(
                            family == Family.IPV4 ? dev.culvert.netlink.Family.IPV4 : dev.culvert.netlink.Family.IPV6)
                    .dev(tunnel)
                    .withTable(TUNNEL_TABLE)));
            return lock.withRouting(lock.rules(), routes);
        }
    }

    private static List<NftTable> locked(String way, String uplink, PrefixSet local, Optional<NameRedirect> names) {
        var tables =
                new ArrayList<>(ClientLock.tables(List.of(way), Set.of(Family.IPV4), uplink, local, List.of(), names));
        tables.add(ClientInbound.table(way));
        return tables;
    }

    private static dev.culvert.netlink.MacAddress mac(MacAddress address) {
        return new dev.culvert.netlink.MacAddress(address.bits());
    }
}
