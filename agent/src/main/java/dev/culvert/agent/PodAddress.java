package dev.culvert.agent;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.RouteSocket;
import java.util.List;

/** The pod's own addresses, which settings that many pods share cannot name. */
final class PodAddress {
    private PodAddress() {}

    /**
     * The IPv4 address of the link.
     *
     * @throws InvalidInput if it has none
     */
    static IpAddress on(String link, RouteSocket route) {
        return allOn(link, route).stream()
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "uplink", link + " has no IPv4 address", "name the link that the pod network's CNI made"));
    }

    /** All IPv4 addresses of the link. */
    static List<IpAddress> allOn(String link, RouteSocket route) {
        return route.addresses().stream()
                .filter(address -> address.link().equals(link))
                .map(address -> IpAddress.of(address.prefix().address()))
                .filter(address -> address.family() == Family.IPV4)
                .toList();
    }
}
