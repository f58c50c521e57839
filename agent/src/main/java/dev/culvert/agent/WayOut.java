package dev.culvert.agent;

import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.NameRedirect;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.dataplane.Sender;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.RouteSocket;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A client whose link into the VPN, and the routes by it, were made by CNI: where they lead is read from the kernel. */
public final class WayOut {
    private WayOut() {}

    /**
     * What is put into its namespace.
     *
     * @throws InvalidInput if no route leads by {@code way} to the resolvers that {@code names} has
     */
    public static NamespacePlan attached(
            String way, String uplink, PrefixSet local, Optional<NameRedirect> names, RouteSocket route) {
        NamespacePlan plan = names.map(redirect ->
                        ClientPlan.attached(way, uplink, local, redirect, nextHop(way, redirect.resolver(), route)))
                .orElseGet(() -> ClientPlan.attached(way, uplink, local));
        return sender(way, uplink, route)
                .map(sender -> plan.withTables(Stream.concat(plan.tables().stream(), Stream.of(sender.table()))
                        .toList()))
                .orElse(plan);
    }

    /** None while the link is not there, or has no address. */
    private static Optional<Sender> sender(String way, String uplink, RouteSocket route) {
        List<IpAddress> own = PodAddress.allOn(way, route);
        return route.link(way).filter(link -> !own.isEmpty()).flatMap(Link::mac).map(mac -> {
            List<IpAddress> first = PodAddress.allOn(uplink, route);
            return new Sender(
                    way, mac, own, Stream.concat(own.stream(), first.stream()).toList());
        });
    }

    /** The same with the way closed, whether or not it is still there. */
    public static NamespacePlan closed(
            String way, String uplink, PrefixSet local, Optional<NameRedirect> names, RouteSocket route) {
        return ClientPlan.closed(route.link(way).map(Link::name), uplink, local, names);
    }

    private static IpAddress nextHop(String way, IpAddress to, RouteSocket route) {
        return route.routes().stream()
                .filter(candidate -> candidate.table() == Route.MAIN
                        && candidate.destination().family() == Family.IPV4
                        && candidate.link().filter(way::equals).isPresent()
                        && candidate.gateway().isPresent()
                        && contains(candidate.destination(), to))
                .max(Comparator.comparingInt(
                        candidate -> candidate.destination().length()))
                .flatMap(Route::gateway)
                .map((InetAddress gateway) -> IpAddress.of(gateway))
                .orElseThrow(() -> new InvalidInput(
                        "names.resolver",
                        "no route by " + way + " leads to " + to,
                        "give the network's definition routes to everything but local networks"));
    }

    private static boolean contains(IpPrefix prefix, IpAddress address) {
        return new dev.culvert.model.net.Prefix(IpAddress.of(prefix.address()), prefix.length()).contains(address);
    }
}
