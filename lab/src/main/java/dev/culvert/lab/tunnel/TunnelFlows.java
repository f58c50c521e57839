package dev.culvert.lab.tunnel;

import dev.culvert.netlink.ConntrackSocket;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what each tunnel carries, where no router pins flows to it: as the kernel of its holder tracks them. */
final class TunnelFlows {
    private TunnelFlows() {}

    /** The TCP and UDP flows through these tunnels, by the holder's name; of one that has gone, or whose kernel does not list them, none. */
    static Map<String, Long> of(Iterable<Tunnel> tunnels) {
        Map<String, Long> flows = new TreeMap<>();
        for (Tunnel tunnel : tunnels) {
            tracked(tunnel).ifPresent(count -> flows.put(tunnel.holder().name(), count));
        }
        return flows;
    }

    private static Optional<Long> tracked(Tunnel tunnel) {
        Set<InetAddress> inner =
                Set.of(InetAddress.ofLiteral(tunnel.innerV4()), InetAddress.ofLiteral(tunnel.innerV6()));
        try (NetworkNamespace holder = NetworkNamespace.open(tunnel.holder().name())) {
            return Optional.of(holder.call(() -> count(inner)));
        } catch (NetlinkException unlisted) {
            return Optional.empty();
        } catch (Exception e) {
            throw new IllegalStateException("counting the flows of " + tunnel, e);
        }
    }

    /** Answers come to the tunnel's inner addresses, whoever sent the question. */
    private static long count(Set<InetAddress> inner) {
        long[] flows = new long[1];
        try (var tracked = new ConntrackSocket()) {
            for (Family family : Family.values()) {
                tracked.forEach(family, flow -> {
                    if (inner.contains(flow.reply().destination())) {
                        flows[0]++;
                    }
                });
            }
        }
        return flows[0];
    }
}
