package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.IntFunction;

/** Neighbours and forwarding entries on the wire: struct ndmsg and NDA_* (include/uapi/linux/neighbour.h). */
final class NeighbourCodec {
    private static final int HEADER = 12;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NDTA_NAME = 1;
    private static final int NDTA_PARMS = 6;
    private static final int NDTPA_IFINDEX = 1;
    private static final int NDTPA_APP_PROBES = 9;
    private static final int NDTPA_MCAST_PROBES = 11;
    private static final int NTF_SELF = 0x02;
    private static final int NTF_MASTER = 0x04;
    private static final int NTF_EXT_LEARNED = 0x10;
    private static final int NTF_ROUTER = 0x80;

    private NeighbourCodec() {}

    static void header(MessageWriter writer, int family, int index, int state, int flags) {
        writer.u8(family).u8(0).u16(0).i32(index).u16(state).u8(flags).u8(0);
    }

    /** Empty for proxy entries and the like, which have no IP address. */
    static Optional<Neighbour> neighbour(Message message, IntFunction<String> names) {
        int family = message.u8(0);
        if (family != Family.IPV4.number() && family != Family.IPV6.number()) {
            return Optional.empty();
        }
        Entry entry = entry(message);
        return entry.address.map(address -> new Neighbour(
                address,
                names.apply(message.i32(4)),
                entry.mac,
                Neighbour.State.of(message.u16(8)),
                (message.u8(10) & NTF_ROUTER) != 0));
    }

    static Optional<FdbEntry> fdb(Message message, IntFunction<String> names) {
        if (message.u8(0) != Rtnetlink.BRIDGE) {
            return Optional.empty();
        }
        int state = message.u16(8);
        int flags = message.u8(10);
        FdbEntry.Lifetime lifetime = lifetime(state, flags);
        Entry entry = entry(message);
        return entry.mac.map(mac -> new FdbEntry(
                mac,
                names.apply(message.i32(4)),
                entry.address,
                lifetime,
                (flags & NTF_SELF) != 0,
                (flags & NTF_MASTER) != 0));
    }

    private static FdbEntry.Lifetime lifetime(int state, int flags) {
        if ((state & Neighbour.State.PERMANENT.number()) != 0) {
            return FdbEntry.Lifetime.PERMANENT;
        }
        if ((state & Neighbour.State.NOARP.number()) != 0) {
            return FdbEntry.Lifetime.STATIC;
        }
        return (flags & NTF_EXT_LEARNED) != 0 ? FdbEntry.Lifetime.EXTERNAL : FdbEntry.Lifetime.DYNAMIC;
    }

    /** struct ndtmsg and NDTA_*: how neighbours of a link are looked for. */
    static void askUserSpace(MessageWriter writer, int index) {
        writer.u8(Family.IPV4.number()).u8(0).u16(0);
        writer.string(NDTA_NAME, "arp_cache");
        writer.nest(
                NDTA_PARMS,
                () -> writer.i32(NDTPA_IFINDEX, index).i32(NDTPA_APP_PROBES, 2).i32(NDTPA_MCAST_PROBES, 0));
    }

    private record Entry(Optional<InetAddress> address, Optional<MacAddress> mac) {}

    private static Entry entry(Message message) {
        Optional<InetAddress> address = Optional.empty();
        Optional<MacAddress> mac = Optional.empty();
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_DST -> address = Optional.of(attributes.address());
                case NDA_LLADDR -> mac = LinkCodec.mac(attributes);
                default -> {}
            }
        }
        return new Entry(address, mac);
    }

    static void encode(MessageWriter writer, Neighbour neighbour, int index) {
        header(
                writer,
                Family.of(neighbour.address()).number(),
                index,
                neighbour.state().number(),
                neighbour.router() ? NTF_ROUTER : 0);
        writer.address(NDA_DST, neighbour.address());
        neighbour.mac().ifPresent(mac -> writer.bytes(NDA_LLADDR, mac.bytes()));
    }

    static void encode(MessageWriter writer, FdbEntry entry, int index) {
        Neighbour.State state = switch (entry.lifetime()) {
            case PERMANENT -> Neighbour.State.PERMANENT;
            case STATIC -> Neighbour.State.NOARP;
            case DYNAMIC, EXTERNAL -> Neighbour.State.REACHABLE;
        };
        int flags = (entry.self() ? NTF_SELF : 0)
                | (entry.master() ? NTF_MASTER : 0)
                | (entry.lifetime() == FdbEntry.Lifetime.EXTERNAL ? NTF_EXT_LEARNED : 0);
        header(writer, Rtnetlink.BRIDGE, index, state.number(), flags);
        writer.bytes(NDA_LLADDR, entry.mac().bytes());
        entry.destination().ifPresent(to -> writer.address(NDA_DST, to));
    }
}
