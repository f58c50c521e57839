package dev.culvert.netlink;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A route. Make it with {@link #to} and the methods that follow; they read like {@code ip route}.
 *
 * @param table 254 is main
 * @param metric lower wins; the kernel makes 1024 of an IPv6 route's 0, so {@link #to} does as well
 * @param source preferred source address
 * @param mtu in bytes, 0 if the link's
 * @param onlink the gateway is on the link even if no address says so
 * @param protocol who made it: 2 kernel, 3 boot, 4 static, or your own number
 * @param hops several next hops; then gateway and link are empty
 * @param nexthop id of a nexthop object, 0 if none
 */
public record Route(
        Type type,
        IpPrefix destination,
        int table,
        Optional<InetAddress> gateway,
        Optional<String> link,
        long metric,
        Optional<InetAddress> source,
        int mtu,
        boolean onlink,
        int protocol,
        List<Hop> hops,
        int nexthop) {
    /** The main table. */
    public static final int MAIN = 254;
    /** The local table. */
    public static final int LOCAL = 255;
    /** The protocol number of a route whose maker gave none, as {@code ip route} sets it. */
    public static final int BOOT = 3;

    private static final long IPV6_METRIC = 1024;
    private static final Map<Integer, String> TABLES = Map.of(253, "default", MAIN, "main", LOCAL, "local");
    private static final Map<Integer, String> PROTOCOLS =
            Map.of(1, "redirect", 2, "kernel", 3, "boot", 4, "static", 9, "ra", 16, "dhcp");

    /** What happens to a packet that takes it, as the kernel counts (RTN_*). */
    public enum Type {
        /** No type. */
        UNSPEC(0),
        /** Goes to the gateway or link. */
        UNICAST(1),
        /** Is for this host. */
        LOCAL(2),
        /** Is for all on the link. */
        BROADCAST(3),
        /** Is for any of several hosts. */
        ANYCAST(4),
        /** Is for a group. */
        MULTICAST(5),
        /** Is dropped silently. */
        BLACKHOLE(6),
        /** Is answered "host unreachable". */
        UNREACHABLE(7),
        /** Is answered "administratively prohibited". */
        PROHIBIT(8),
        /** Goes on to the next rule. */
        THROW(9);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Type of(int number) {
            for (Type type : values()) {
                if (type.number == number) {
                    return type;
                }
            }
            return UNSPEC;
        }

        boolean rejects() {
            return this == BLACKHOLE || this == UNREACHABLE || this == PROHIBIT || this == THROW;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One of several next hops.
     *
     * @param weight 1 to 256
     */
    public record Hop(Optional<InetAddress> gateway, Optional<String> link, int weight, boolean onlink) {
        public Hop {
            if (weight < 1 || weight > 256) {
                throw new IllegalArgumentException("weight " + weight + " is not 1 to 256");
            }
        }

        /** A gateway on a link. */
        public static Hop via(InetAddress gateway, String link, int weight) {
            return new Hop(Optional.of(gateway), Optional.of(link), weight, false);
        }

        @Override
        public String toString() {
            return "nexthop" + way(gateway, link) + " weight " + weight + (onlink ? " onlink" : "");
        }
    }

    public Route {
        hops = List.copyOf(hops);
    }

    /** A unicast route of the main table, yet without a way. */
    public static Route to(IpPrefix destination) {
        return new Route(
                Type.UNICAST,
                destination,
                MAIN,
                Optional.empty(),
                Optional.empty(),
                destination.family() == Family.IPV6 ? IPV6_METRIC : 0,
                Optional.empty(),
                0,
                false,
                BOOT,
                List.of(),
                0);
    }

    /** The same, from text. */
    public static Route to(String destination) {
        return to(IpPrefix.of(destination));
    }

    /** A route for every address of a family. */
    public static Route toDefault(Family family) {
        return to(family.everything());
    }

    private Route with(Type newType, Optional<InetAddress> newGateway, Optional<String> newLink, boolean newOnlink) {
        return new Route(
                newType,
                destination,
                table,
                newGateway,
                newLink,
                metric,
                source,
                mtu,
                newOnlink,
                protocol,
                hops,
                nexthop);
    }

    /** Of another type, such as unreachable. */
    public Route withType(Type other) {
        return with(other, gateway, link, onlink);
    }

    /** By that gateway. */
    public Route via(InetAddress address) {
        return with(type, Optional.of(address), link, onlink);
    }

    /** By that gateway, from text. */
    public Route via(String address) {
        return via(IpPrefix.address(address));
    }

    /** Out by that link. */
    public Route dev(String name) {
        return with(type, gateway, Optional.of(name), onlink);
    }

    /** The gateway is taken to be on the link. */
    public Route withOnlink() {
        return with(type, gateway, link, true);
    }

    private Route with(int newTable, long newMetric, Optional<InetAddress> newSource, int newMtu, int newProtocol) {
        return new Route(
                type,
                destination,
                newTable,
                gateway,
                link,
                newMetric,
                newSource,
                newMtu,
                onlink,
                newProtocol,
                hops,
                nexthop);
    }

    /** In another table. */
    public Route withTable(int other) {
        return with(other, metric, source, mtu, protocol);
    }

    /** With a metric; lower wins. */
    public Route withMetric(long other) {
        return with(table, other, source, mtu, protocol);
    }

    /** With a preferred source address. */
    public Route withSource(InetAddress address) {
        return with(table, metric, Optional.of(address), mtu, protocol);
    }

    /** With an MTU of its own, in bytes. */
    public Route withMtu(int bytes) {
        return with(table, metric, source, bytes, protocol);
    }

    /** Made by that protocol; lets a program find its own routes again. */
    public Route withProtocol(int number) {
        return with(table, metric, source, mtu, number);
    }

    /** Over several next hops by weight. */
    public Route withHops(List<Hop> several) {
        return new Route(
                type,
                destination,
                table,
                Optional.empty(),
                Optional.empty(),
                metric,
                source,
                mtu,
                false,
                protocol,
                several,
                0);
    }

    /** By a nexthop object. */
    public Route withNexthop(int id) {
        return new Route(
                type,
                destination,
                table,
                Optional.empty(),
                Optional.empty(),
                metric,
                source,
                mtu,
                false,
                protocol,
                List.of(),
                id);
    }

    /** The scope that iproute2 gives such a route. */
    Address.Scope scope() {
        return switch (type) {
            case LOCAL -> Address.Scope.HOST;
            case BROADCAST, MULTICAST, ANYCAST -> Address.Scope.LINK;
            case UNICAST ->
                gateway.isEmpty() && hops.isEmpty() && nexthop == 0 ? Address.Scope.LINK : Address.Scope.GLOBAL;
            case UNSPEC, BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> Address.Scope.GLOBAL;
        };
    }

    /** {@code default via 192.168.24.254 dev net1 table 101 metric 10}, as {@code ip route add} takes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (type != Type.UNICAST) {
            text.append(type).append(' ');
        }
        text.append(
                destination.length() == 0
                        ? "default"
                        : destination.isHost() ? IpPrefix.text(destination.address()) : destination.toString());
        if (nexthop != 0) {
            text.append(" nhid ").append(Integer.toUnsignedString(nexthop));
        }
        text.append(way(gateway, link));
        if (table != MAIN) {
            text.append(" table ").append(tableName(table));
        }
        if (protocol != BOOT) {
            text.append(" proto ").append(PROTOCOLS.getOrDefault(protocol, Integer.toString(protocol)));
        }
        source.ifPresent(address -> text.append(" src ").append(IpPrefix.text(address)));
        if (metric != 0) {
            text.append(" metric ").append(metric);
        }
        if (onlink) {
            text.append(" onlink");
        }
        if (mtu != 0) {
            text.append(" mtu ").append(mtu);
        }
        hops.forEach(hop -> text.append(' ').append(hop));
        return text.toString();
    }

    static String tableName(int table) {
        return TABLES.getOrDefault(table, Integer.toUnsignedString(table));
    }

    static String way(Optional<InetAddress> gateway, Optional<String> link) {
        return gateway.map(address -> " via " + IpPrefix.text(address)).orElse("")
                + link.map(name -> " dev " + name).orElse("");
    }
}
