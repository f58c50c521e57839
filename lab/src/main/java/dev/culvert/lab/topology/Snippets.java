package dev.culvert.lab.topology;

import java.util.List;

/** Lines that several hosts' scripts share. */
final class Snippets {
    static final List<String> FORWARDING =
            List.of("echo 1 > /proc/sys/net/ipv4/ip_forward", "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");

    /**
     * What every host has before its first link: addresses usable at once (no duplicate detection: nobody else numbers
     * hosts here), and ping without a capability.
     */
    static final List<String> BASICS = List.of(
            "echo 0 > /proc/sys/net/ipv6/conf/all/accept_dad",
            "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad",
            "echo 0 0 > /proc/sys/net/ipv4/ping_group_range",
            "ip link set lo up");

    private Snippets() {}

    static List<String> address(String port, String v4, String v6) {
        return List.of(
                "ip link set %s up".formatted(port),
                "ip address add %s dev %s".formatted(v4, port),
                "ip address add %s dev %s nodad".formatted(v6, port));
    }

    static List<String> defaultRoutes(String v4, String v6) {
        return List.of("ip route add default via " + v4, "ip -6 route add default via " + v6);
    }
}
