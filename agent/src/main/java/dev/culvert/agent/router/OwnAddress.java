package dev.culvert.agent.router;

import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.RouteSocket;
import java.util.Optional;

/** In overlay routing the gateway beside a router makes the link that both use, and either may start first. */
final class OwnAddress {
    private OwnAddress() {}

    /** What is missing, in words; empty if the link is there and has the address. */
    static Optional<String> missing(String link, String address) {
        try (var route = new RouteSocket()) {
            boolean there = route.addresses().stream()
                    .anyMatch(have -> have.link().equals(link)
                            && IpPrefix.text(have.prefix().address()).equals(address));
            return there ? Optional.empty() : Optional.of("%s has no address %s yet".formatted(link, address));
        }
    }
}
