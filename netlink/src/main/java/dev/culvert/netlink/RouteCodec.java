package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.DecodeException;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Routes on the wire: struct rtmsg, struct rtnexthop and RTA_* (include/uapi/linux/rtnetlink.h). */
final class RouteCodec {
    static final int HEADER = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int RTA_NH_ID = 30;
    private static final int RTAX_MTU = 2;
    private static final int RTNH_HEADER = 8;
    private static final int ONLINK = 4;
    /** RTM_F_CLONED: a cached copy, not a route that somebody made. */
    private static final int CLONED = 0x200;
    /** RT_SCOPE_NOWHERE: any scope, when a route is deleted. */
    private static final int ANY_SCOPE = 255;

    private RouteCodec() {}

    static Optional<Route> decode(Message message, IntFunction<String> names) {
        Family family = message.u8(0) == Family.IPV6.number() ? Family.IPV6 : Family.IPV4;
        int flags = message.i32(8);
        if ((flags & CLONED) != 0 || (message.u8(0) != family.number())) {
            return Optional.empty();
        }
        Route.Type type = Route.Type.of(message.u8(7));
        InetAddress destination = family.any();
        int table = message.u8(4);
        Way way = new Way(Optional.empty(), Optional.empty());
        long metric = 0;
        Optional<InetAddress> source = Optional.empty();
        int mtu = 0;
        int nexthop = 0;
        List<Route.Hop> hops = List.of();
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> destination = attributes.address();
                case RTA_TABLE -> table = attributes.i32();
                case RTA_PRIORITY -> metric = Integer.toUnsignedLong(attributes.i32());
                case RTA_PREFSRC -> source = Optional.of(attributes.address());
                case RTA_METRICS -> mtu = mtu(attributes.nested());
                case RTA_NH_ID -> nexthop = attributes.i32();
                case RTA_MULTIPATH -> hops = hops(message, attributes, names);
                default -> way = way.with(attributes, names);
            }
        }
        // The kernel repeats the ways of a nexthop object, and puts IPv6 refusals on lo; neither is part of what was
        // asked for.
        if (nexthop != 0 || type.rejects()) {
            way = new Way(Optional.empty(), Optional.empty());
            hops = List.of();
        }
        return Optional.of(new Route(
                type,
                AddressCodec.prefix(destination, message.u8(1)),
                table,
                way.gateway,
                way.link,
                metric,
                source,
                mtu,
                nexthop == 0 && (flags & ONLINK) != 0,
                message.u8(5),
                hops,
                nexthop));
    }

    /** Where a packet goes next. */
    private record Way(Optional<InetAddress> gateway, Optional<String> link) {
        Way with(Attributes attributes, IntFunction<String> names) {
            return switch (attributes.type()) {
                case RTA_GATEWAY -> new Way(Optional.of(attributes.address()), link);
                case RTA_VIA -> new Way(Optional.of(via(attributes)), link);
                case RTA_OIF -> new Way(gateway, Optional.of(names.apply(attributes.i32())));
                default -> this;
            };
        }
    }

    /** A gateway of the other family: its family in 16 bits, then its address. */
    private static InetAddress via(Attributes attributes) {
        attributes.u16();
        byte[] bytes = attributes.bytes();
        return Attributes.address(Arrays.copyOfRange(bytes, 2, bytes.length));
    }

    private static int mtu(Attributes metrics) {
        int mtu = 0;
        while (metrics.next()) {
            mtu = metrics.type() == RTAX_MTU ? metrics.i32() : mtu;
        }
        return mtu;
    }

    private static List<Route.Hop> hops(Message message, Attributes multipath, IntFunction<String> names) {
        List<Route.Hop> hops = new ArrayList<>();
        int at = multipath.from();
        int end = at + multipath.length();
        while (end - at >= RTNH_HEADER) {
            int length = Short.toUnsignedInt(message.buffer().getShort(at));
            if (length < RTNH_HEADER || length > end - at) {
                throw new DecodeException("a next hop of " + length + " bytes where " + (end - at) + " are left");
            }
            int index = message.buffer().getInt(at + 4);
            Way way = new Way(Optional.empty(), index == 0 ? Optional.empty() : Optional.of(names.apply(index)));
            Attributes attributes = new Attributes(message.buffer(), at + RTNH_HEADER, at + length);
            while (attributes.next()) {
                way = way.with(attributes, names);
            }
            int flags = message.buffer().get(at + 2);
            int weight = Byte.toUnsignedInt(message.buffer().get(at + 3)) + 1;
            hops.add(new Route.Hop(way.gateway, way.link, weight, (flags & ONLINK) != 0));
            at += (length + 3) & ~3;
        }
        return hops;
    }

    static void encode(MessageWriter writer, Route route, ToIntFunction<String> index, boolean delete) {
        int scope = delete ? ANY_SCOPE : route.scope().number();
        writer.u8(route.destination().family().number())
                .u8(route.destination().length())
                .u8(0)
                .u8(0)
                .u8(route.table() < 256 && route.table() > 0 ? route.table() : 0)
                .u8(delete && route.protocol() == Route.BOOT ? 0 : route.protocol())
                .u8(route.destination().family() == Family.IPV4 ? scope : 0)
                .u8(
                        delete && route.type() == Route.Type.UNICAST
                                ? 0
                                : route.type().number())
                .i32(route.onlink() ? ONLINK : 0);
        if (route.destination().length() > 0) {
            writer.address(RTA_DST, route.destination().address());
        }
        writer.i32(RTA_TABLE, route.table());
        if (route.metric() != 0) {
            writer.i32(RTA_PRIORITY, (int) route.metric());
        }
        gateway(writer, route.gateway().orElse(null), route.destination().family());
        route.link().ifPresent(name -> writer.i32(RTA_OIF, index.applyAsInt(name)));
        route.source().ifPresent(address -> writer.address(RTA_PREFSRC, address));
        if (route.mtu() != 0) {
            writer.nest(RTA_METRICS, () -> writer.i32(RTAX_MTU, route.mtu()));
        }
        if (route.nexthop() != 0) {
            writer.i32(RTA_NH_ID, route.nexthop());
        }
        if (!route.hops().isEmpty()) {
            writer.plainNest(RTA_MULTIPATH, () -> {
                for (Route.Hop hop : route.hops()) {
                    hop(writer, hop, route.destination().family(), index);
                }
            });
        }
    }

    private static void hop(MessageWriter writer, Route.Hop hop, Family family, ToIntFunction<String> index) {
        int to = hop.link().map(index::applyAsInt).orElse(0);
        writer.sized(() -> {
            writer.u8(hop.onlink() ? ONLINK : 0).u8(hop.weight() - 1).i32(to);
            gateway(writer, hop.gateway().orElse(null), family);
        });
    }

    private static void gateway(MessageWriter writer, @Nullable InetAddress gateway, Family family) {
        if (gateway == null) {
            return;
        }
        if (Family.of(gateway) == family) {
            writer.address(RTA_GATEWAY, gateway);
        } else {
            writer.plainNest(
                    RTA_VIA, () -> writer.u16(Family.of(gateway).number()).raw(gateway.getAddress()));
        }
    }
}
