package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.Neighbour;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a namespace holds, as far as a plan asks.
 *
 * @param tables those of the plan's tables that exist
 * @param sysctls the values of the plan's settings, by path; a setting that does not exist is missing
 * @param links all links
 * @param addresses all addresses
 * @param neighbours all neighbours
 * @param fdb all forwarding entries
 * @param rules all rules
 * @param routes all routes
 */
public record Observed(
        List<NftTable> tables,
        Map<String, String> sysctls,
        List<Link> links,
        List<Address> addresses,
        List<Neighbour> neighbours,
        List<FdbEntry> fdb,
        List<Rule> rules,
        List<Route> routes) {
    public Observed {
        tables = List.copyOf(tables);
        sysctls = Map.copyOf(sysctls);
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        neighbours = List.copyOf(neighbours);
        fdb = List.copyOf(fdb);
        rules = List.copyOf(rules);
        routes = List.copyOf(routes);
    }
    /** The link of that name. */
    Optional<Link> link(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /** The same as if those links, and all that is on them, had gone. */
    Observed without(Set<String> gone) {
        return new Observed(
                tables,
                sysctls,
                but(links, link -> gone.contains(link.name())),
                but(addresses, address -> gone.contains(address.link())),
                but(neighbours, neighbour -> gone.contains(neighbour.link())),
                but(fdb, entry -> gone.contains(entry.link())),
                rules,
                but(routes, route -> route.link().filter(gone::contains).isPresent()));
    }

    private static <T> List<T> but(List<T> all, Predicate<T> gone) {
        return all.stream().filter(gone.negate()).toList();
    }
}
