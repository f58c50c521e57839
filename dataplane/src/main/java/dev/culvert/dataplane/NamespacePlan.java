package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.Neighbour;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network namespace should hold of ours. The order of the parts is the order of application: locks stand before
 * anything that could carry a packet.
 *
 * @param tables nftables, whole
 * @param sysctls below {@code /proc/sys}; where that cannot be written they are done without
 * @param links to be made if they are missing, and up
 * @param settings of links that exist
 * @param addresses to be there
 * @param neighbours to be there
 * @param fdb forwarding entries to be there
 * @param owner who makes it
 * @param rules all rules of that owner
 * @param routes all routes of that owner
 * @param passages in others' chains, where those exist
 */
public record NamespacePlan(
        List<NftTable> tables,
        List<Sysctl> sysctls,
        List<NewLink> links,
        List<LinkSettings> settings,
        List<Address> addresses,
        List<Neighbour> neighbours,
        List<FdbEntry> fdb,
        Owner owner,
        List<Rule> rules,
        List<Route> routes,
        List<Passage> passages) {
    /** The metric of a table's last resort: the highest there is. */
    static final long LAST = 0xffff_ffffL;

    /** A plan of nothing. */
    public static NamespacePlan of(Owner owner) {
        return new NamespacePlan(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), owner, List.of(),
                List.of(), List.of());
    }

    public NamespacePlan {
        tables = List.copyOf(tables);
        sysctls = List.copyOf(sysctls);
        links = List.copyOf(links);
        settings = List.copyOf(settings);
        addresses = List.copyOf(addresses);
        neighbours = List.copyOf(neighbours);
        fdb = List.copyOf(fdb);
        rules = List.copyOf(rules);
        routes = List.copyOf(routes);
        passages = List.copyOf(passages);
    }

    /**
     * A kernel setting.
     *
     * @param path below {@code /proc/sys}, with slashes: {@code net/ipv4/ip_forward}
     * @param value as the kernel prints it
     */
    public record Sysctl(String path, String value) {
        @Override
        public String toString() {
            return "sysctl -w " + path.replace('.', '\0').replace('/', '.').replace('\0', '/') + "=" + value;
        }
    }

    /** With these tables in place of its own. */
    public NamespacePlan withTables(List<NftTable> others) {
        return new NamespacePlan(
                others, sysctls, links, settings, addresses, neighbours, fdb, owner, rules, routes, passages);
    }

    /** With these settings in place of its own. */
    public NamespacePlan withSysctls(List<Sysctl> others) {
        return new NamespacePlan(
                tables, others, links, settings, addresses, neighbours, fdb, owner, rules, routes, passages);
    }

    /** With these links in place of its own. */
    public NamespacePlan withLinks(List<NewLink> others) {
        return new NamespacePlan(
                tables, sysctls, others, settings, addresses, neighbours, fdb, owner, rules, routes, passages);
    }

    /** With these links' settings in place of its own. */
    public NamespacePlan withSettings(List<LinkSettings> others) {
        return new NamespacePlan(
                tables, sysctls, links, others, addresses, neighbours, fdb, owner, rules, routes, passages);
    }

    /** With these addresses in place of its own. */
    public NamespacePlan withAddresses(List<Address> others) {
        return new NamespacePlan(
                tables, sysctls, links, settings, others, neighbours, fdb, owner, rules, routes, passages);
    }

    /** With these neighbours in place of its own. */
    public NamespacePlan withNeighbours(List<Neighbour> others) {
        return new NamespacePlan(
                tables, sysctls, links, settings, addresses, others, fdb, owner, rules, routes, passages);
    }

    /** With these forwarding entries in place of its own. */
    public NamespacePlan withFdb(List<FdbEntry> others) {
        return new NamespacePlan(
                tables, sysctls, links, settings, addresses, neighbours, others, owner, rules, routes, passages);
    }

    /** With these passages in place of its own. */
    public NamespacePlan withPassages(List<Passage> others) {
        return new NamespacePlan(
                tables, sysctls, links, settings, addresses, neighbours, fdb, owner, rules, routes, others);
    }

    /** With these rules and routes in place of its own; both get the owner's number. */
    public NamespacePlan withRouting(List<Rule> newRules, List<Route> newRoutes) {
        return new NamespacePlan(
                tables,
                sysctls,
                links,
                settings,
                addresses,
                neighbours,
                fdb,
                owner,
                newRules.stream()
                        .map(rule -> rule.withProtocol(owner.protocol()))
                        .toList(),
                newRoutes.stream()
                        .map(route -> route.withProtocol(owner.protocol()))
                        .toList(),
                passages);
    }

    /** The commands that would make all of it in an empty namespace. */
    @Override
    public String toString() {
        return Stream.of(
                        lines("", tables),
                        lines("", sysctls),
                        lines("ip link add ", links),
                        lines("ip link set dev ", settings),
                        lines("ip address add ", addresses),
                        lines("ip neighbour replace ", neighbours),
                        lines("bridge fdb append ", fdb),
                        lines("ip rule add ", rules),
                        lines("ip route replace ", routes),
                        lines("", passages))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> lines(String command, List<?> values) {
        return values.stream().map(value -> command + value);
    }
}
