package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * By which routes a pod that holds a tunnel reaches local networks: the main table's, or a copy of them where the tunnel's engine writes
 * ways of its own there. OpenVPN leads 0.0.0.0/1 and 128.0.0.0/1 into its tunnel, and whatever its server pushes.
 *
 * @param copies the copy; empty if the main table is good enough
 */
public record LocalWays(List<Route> copies) {
    /** Nobody but the pod's network writes into the main table. */
    public static final LocalWays MAIN = new LocalWays(List.of());

    private static final int TABLE = 998;

    public LocalWays {
        copies = List.copyOf(copies);
    }

    /**
     * A copy of what leads by {@code uplink} to local networks, or to everywhere. What an earlier copy has and the main table has not any
     * more stays: an engine may have replaced it.
     *
     * @param present all routes of the namespace
     */
    public static LocalWays copied(String uplink, PrefixSet local, List<Route> present) {
        var copies = new ArrayList<Route>();
        for (int table : List.of(Route.MAIN, TABLE)) {
            present.stream()
                    .filter(route -> route.table() == table && route.type() == Route.Type.UNICAST)
                    .filter(route -> route.link().filter(uplink::equals).isPresent())
                    .filter(route -> leadsTo(local, route))
                    .filter(route -> copies.stream().noneMatch(copy -> isInPlaceOf(copy, route)))
                    .map(route -> route.withTable(TABLE))
                    .forEach(copies::add);
        }
        return new LocalWays(copies);
    }

    private static boolean leadsTo(PrefixSet local, Route route) {
        return local.overlaps(new Prefix(
                IpAddress.of(route.destination().address()), route.destination().length()));
    }

    private static boolean isInPlaceOf(Route copy, Route route) {
        return copy.destination().equals(route.destination()) && copy.metric() == route.metric();
    }

    /** Where to look for local networks. */
    int table() {
        return copies.isEmpty() ? Route.MAIN : TABLE;
    }
}
