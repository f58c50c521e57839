package dev.culvert.e2e;

import dev.culvert.lab.process.Programs;
import java.util.List;

/** A router with a tunnel that somebody else runs, on a network of the node's: what uplink routing leaves by. */
final class Office implements AutoCloseable {
    /** The node's link to that network. */
    static final String MASTER = "lan0";

    /** The router's address there, in 10.10.20.0/24. */
    static final String ROUTER = "10.10.20.1";

    /** What remotes see. */
    static final String ADDRESS = "203.0.113.200";

    private static final String HOST = "e2e-office";

    Office() {
        close();
        Programs.require(
                List.of("sh", "-e"), """
                ip netns add %1$s
                ip link add %2$s netns %3$s type veth peer name lan0 netns %1$s
                ip link add office netns %4$s type veth peer name wan0 netns %1$s
                ip -n %3$s link set %2$s up
                ip -n %1$s link set lan0 up
                ip -n %1$s link set wan0 up
                ip -n %4$s link set office up
                ip -n %1$s address add %5$s/24 dev lan0
                ip -n %1$s address add 198.18.0.2/24 dev wan0
                ip -n %4$s address add 198.18.0.1/24 dev office
                ip -n %4$s route add %6$s via 198.18.0.2
                ip -n %1$s route add default via 198.18.0.1
                ip netns exec %1$s sysctl -qw net.ipv4.ip_forward=1
                ip netns exec %1$s nft 'table ip office { chain out { type nat hook postrouting priority srcnat; oifname wan0 snat to %6$s; }; }'
                """.formatted(HOST, MASTER, Cluster.NODE, Cluster.INTERNET, ROUTER, ADDRESS));
    }

    /** Ends it; the kernel takes its links away, the node's as well. */
    @Override
    public void close() {
        Programs.run(List.of("ip", "netns", "delete", HOST), "");
    }
}
