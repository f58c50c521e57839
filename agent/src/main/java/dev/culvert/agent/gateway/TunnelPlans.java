package dev.culvert.agent.gateway;

import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.RouteSocket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pod's namespace should hold.
 *
 * @param tunnel the tunnel's link
 * @param closed while there is no tunnel: nothing leaves
 * @param open with the tunnel: all goes into it
 */
public record TunnelPlans(String tunnel, NamespacePlan closed, NamespacePlan open) {
    /** The one that fits what is there: a link that is down takes no route. */
    public NamespacePlan fitting(RouteSocket route) {
        return route.link(tunnel).filter(Link::up).isPresent() ? open : closed;
    }

    /** The nftables that they speak of. */
    public Set<String> tables() {
        return Stream.concat(
                        closed.tables().stream().map(table -> table.path()),
                        closed.passages().stream().map(passage -> passage.path()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
