package dev.culvert.lab.capture;

import dev.culvert.lab.topology.Addresses;
import dev.culvert.lab.tunnel.Tunnel;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which packets that come from the site are looked at: all IP packets to the internet but those of tunnels. A tunnel's
 * packet goes from its holder to its exit, and is UDP to the exit's port, or a later fragment, which has no port.
 */
final class CaptureFilter {
    private CaptureFilter() {}

    /** For tcpdump (pcap-filter(7)). */
    static String expression(List<Tunnel> tunnels) {
        String local = "dst net %s or dst net %s or dst net fe80::/10 or dst net ff00::/8 or dst net 224.0.0.0/4"
                .formatted(Addresses.LOCAL_V4, Addresses.LOCAL_V6);
        String filter = "(ip or ip6) and not (" + local + ")";
        if (tunnels.isEmpty()) {
            return filter;
        }
        return filter
                + " and not (ip proto 17 and (dst port %1$d or ip[6:2] & 0x1fff != 0) and (%2$s)) and not (ip6 proto 17 and dst port %1$d and (%3$s))"
                        .formatted(
                                Addresses.TUNNEL_PORT,
                                pairs(tunnels, CaptureFilter::from, CaptureFilter::to),
                                pairs(tunnels, CaptureFilter::fromV6, CaptureFilter::toV6));
    }

    private static String pairs(List<Tunnel> tunnels, Function<Tunnel, String> from, Function<Tunnel, String> to) {
        return tunnels.stream()
                .map(tunnel -> "(src host %s and dst host %s)".formatted(from.apply(tunnel), to.apply(tunnel)))
                .collect(Collectors.joining(" or "));
    }

    private static String elements(List<Tunnel> tunnels, Function<Tunnel, String> from, Function<Tunnel, String> to) {
        return tunnels.isEmpty()
                ? ""
                : tunnels.stream()
                        .map(tunnel -> from.apply(tunnel) + " . " + to.apply(tunnel))
                        .collect(Collectors.joining(", ", "elements = { ", " }"));
    }

    /** Counts tunnels' packets on {@code port}, for nft. */
    static String counter(String port, List<Tunnel> tunnels) {
        return """
                table inet lab {
                  counter tunnelled { }
                  set tunnels { type ipv4_addr . ipv4_addr; %1$s }
                  set tunnels6 { type ipv6_addr . ipv6_addr; %2$s }
                  chain count {
                    type filter hook prerouting priority raw;
                    iifname "%3$s" ip saddr . ip daddr @tunnels udp dport %4$d counter name tunnelled
                    iifname "%3$s" ip6 saddr . ip6 daddr @tunnels6 udp dport %4$d counter name tunnelled
                  }
                }
                """.formatted(
                        elements(tunnels, CaptureFilter::from, CaptureFilter::to),
                        elements(tunnels, CaptureFilter::fromV6, CaptureFilter::toV6),
                        port,
                        Addresses.TUNNEL_PORT);
    }

    private static String from(Tunnel tunnel) {
        return tunnel.holder().v4().orElseThrow();
    }

    private static String to(Tunnel tunnel) {
        return tunnel.exit().v4().orElseThrow();
    }

    private static String fromV6(Tunnel tunnel) {
        return tunnel.holder().v6().orElseThrow();
    }

    private static String toV6(Tunnel tunnel) {
        return tunnel.exit().v6().orElseThrow();
    }
}
