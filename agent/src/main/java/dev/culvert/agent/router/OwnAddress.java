package dev.culvert.agent.router;

import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.RouteSocket;
import java.io.InterruptedIOException;
import java.time.Duration;

/** In overlay routing the gateway beside a router makes the link that both use, and either may start first. */
final class OwnAddress {
    private static final System.Logger LOG = System.getLogger("culvert.router");
    private static final Duration LOOK = Duration.ofMillis(50);

    private OwnAddress() {}

    /** Returns when the link is there and has the address. */
    static void await(String link, String address) throws InterruptedIOException {
        try (var route = new RouteSocket()) {
            if (has(route, link, address)) {
                return;
            }
            LOG.log(System.Logger.Level.INFO, "waits for {0} to have {1}", link, address);
            do {
                Thread.sleep(LOOK);
            } while (!has(route, link, address));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + link);
        }
    }

    private static boolean has(RouteSocket route, String link, String address) {
        return route.addresses().stream()
                .anyMatch(have -> have.link().equals(link)
                        && IpPrefix.text(have.prefix().address()).equals(address));
    }
}
