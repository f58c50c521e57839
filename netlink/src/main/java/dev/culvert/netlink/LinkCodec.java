package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/** Links on the wire: struct ifinfomsg and IFLA_* (include/uapi/linux/if_link.h). */
final class LinkCodec {
    static final int HEADER = 16;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_CARRIER = 33;
    /** RTEXT_FILTER_SKIP_STATS: the counters are most of a link's message. */
    static final int SKIP_STATS = 8;

    private static final int IFLA_INET_CONF = 1;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int BRIDGE_AGEING_TIME = 4;
    private static final int MACVLAN_MODE = 1;
    private static final int VXLAN_ID = 1;
    private static final int VXLAN_GROUP = 2;
    private static final int VXLAN_LINK = 3;
    private static final int VXLAN_LOCAL = 4;
    private static final int VXLAN_LEARNING = 7;
    private static final int VXLAN_AGEING = 8;
    private static final int VXLAN_PORT = 15;
    private static final int VXLAN_GROUP6 = 16;
    private static final int VXLAN_LOCAL6 = 17;
    /** Bridges count time in hundredths of a second (USER_HZ). */
    private static final int CLOCK_MILLIS = 10;

    private LinkCodec() {}

    static void header(MessageWriter writer, int index, int flags, int change) {
        writer.i32(0).i32(index).i32(flags).i32(change);
    }

    static Link decode(Message message) {
        int index = message.i32(4);
        int flags = message.i32(8);
        String name = "if" + index;
        String kind = "";
        OptionalInt master = OptionalInt.empty();
        OptionalInt parent = OptionalInt.empty();
        int mtu = 0;
        Optional<MacAddress> mac = Optional.empty();
        boolean carrier = false;
        int group = 0;
        Optional<Link.VxlanInfo> vxlan = Optional.empty();
        Map<Ipv4Setting, Integer> ipv4 = Map.of();
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_IFNAME -> name = attributes.string();
                case IFLA_MTU -> mtu = attributes.i32();
                case IFLA_LINK -> parent = attributes.i32() == 0 ? parent : OptionalInt.of(attributes.i32());
                case IFLA_MASTER -> master = attributes.i32() == 0 ? master : OptionalInt.of(attributes.i32());
                case IFLA_ADDRESS -> mac = mac(attributes);
                case IFLA_GROUP -> group = attributes.i32();
                case IFLA_CARRIER -> carrier = attributes.u8() != 0;
                case IFLA_AF_SPEC -> ipv4 = ipv4(attributes.nested());
                case IFLA_LINKINFO -> {
                    Attributes info = attributes.nested();
                    while (info.next()) {
                        if (info.type() == INFO_KIND) {
                            kind = info.string();
                        } else if (info.type() == INFO_DATA && kind.equals("vxlan")) {
                            vxlan = Optional.of(vxlan(info.nested()));
                        }
                    }
                }
                default -> {}
            }
        }
        return new Link(index, name, kind, master, parent, mtu, mac, flags, carrier, group, vxlan, ipv4);
    }

    /** An array of all settings, each at its number less one. */
    private static Map<Ipv4Setting, Integer> ipv4(Attributes families) {
        var settings = new EnumMap<Ipv4Setting, Integer>(Ipv4Setting.class);
        while (families.next()) {
            if (families.type() != Family.IPV4.number()) {
                continue;
            }
            Attributes conf = families.nested();
            while (conf.next()) {
                if (conf.type() == IFLA_INET_CONF) {
                    for (Ipv4Setting setting : Ipv4Setting.values()) {
                        int offset = 4 * (setting.number() - 1);
                        if (offset + 4 <= conf.length()) {
                            settings.put(setting, conf.i32(offset));
                        }
                    }
                }
            }
        }
        return settings;
    }

    static void ipv4(MessageWriter writer, Map<Ipv4Setting, Integer> settings) {
        writer.nest(
                IFLA_AF_SPEC,
                () -> writer.nest(
                        Family.IPV4.number(),
                        () -> writer.nest(
                                IFLA_INET_CONF,
                                () -> settings.forEach((setting, value) -> writer.i32(setting.number(), value)))));
    }

    /** Links such as tunnels have addresses of other lengths, or none. */
    static Optional<MacAddress> mac(Attributes attributes) {
        return attributes.length() == 6 ? Optional.of(MacAddress.of(attributes.bytes())) : Optional.empty();
    }

    private static Link.VxlanInfo vxlan(Attributes data) {
        int id = 0;
        int port = 0;
        Optional<InetAddress> local = Optional.empty();
        Optional<InetAddress> remote = Optional.empty();
        OptionalInt underlay = OptionalInt.empty();
        boolean learning = false;
        int ageing = 0;
        while (data.next()) {
            switch (data.type()) {
                case VXLAN_ID -> id = data.i32();
                case VXLAN_PORT -> port = data.u16be();
                case VXLAN_LOCAL, VXLAN_LOCAL6 -> local = Optional.of(data.address());
                case VXLAN_GROUP, VXLAN_GROUP6 -> remote = Optional.of(data.address());
                case VXLAN_LINK -> underlay = data.i32() == 0 ? underlay : OptionalInt.of(data.i32());
                case VXLAN_LEARNING -> learning = data.u8() != 0;
                case VXLAN_AGEING -> ageing = data.i32();
                default -> {}
            }
        }
        return new Link.VxlanInfo(id, port, local, remote, underlay, learning, ageing);
    }

    static void encode(MessageWriter writer, NewLink link, int group, ToIntFunction<String> index) {
        header(writer, 0, 0, 0);
        if (group != 0) {
            writer.i32(IFLA_GROUP, group);
        }
        if (link instanceof NewLink.Port port) {
            writer.i32(IFLA_MASTER, index.applyAsInt(port.bridge()));
        }
        writer.string(IFLA_IFNAME, link.name());
        if (link.mtu() != 0) {
            writer.i32(IFLA_MTU, link.mtu());
        }
        link.mac().ifPresent(mac -> writer.bytes(IFLA_ADDRESS, mac.bytes()));
        NewLink itself = link instanceof NewLink.Port port ? port.link() : link;
        if (itself instanceof NewLink.Macvlan macvlan) {
            writer.i32(IFLA_LINK, index.applyAsInt(macvlan.parent()));
        }
        writer.nest(IFLA_LINKINFO, () -> {
            writer.string(INFO_KIND, link.kind());
            writer.nest(INFO_DATA, () -> data(writer, itself, index));
        });
    }

    private static void data(MessageWriter writer, NewLink link, ToIntFunction<String> index) {
        switch (link) {
            case NewLink.Veth veth ->
                writer.nest(VETH_INFO_PEER, () -> {
                    header(writer, 0, 0, 0);
                    writer.string(IFLA_IFNAME, veth.peerName());
                    if (veth.mtu() != 0) {
                        writer.i32(IFLA_MTU, veth.mtu());
                    }
                    veth.peerMac().ifPresent(mac -> writer.bytes(IFLA_ADDRESS, mac.bytes()));
                    veth.peerNamespace().ifPresent(peer -> writer.i32(IFLA_NET_NS_FD, peer.descriptor()));
                });
            case NewLink.Bridge bridge ->
                bridge.ageing()
                        .ifPresent(time -> writer.i32(BRIDGE_AGEING_TIME, (int) (time.toMillis() / CLOCK_MILLIS)));
            case NewLink.Vxlan vxlan -> {
                writer.i32(VXLAN_ID, vxlan.id());
                writer.u16be(VXLAN_PORT, vxlan.port());
                vxlan.local()
                        .ifPresent(at -> writer.address(Family.of(at) == Family.IPV4 ? VXLAN_LOCAL : VXLAN_LOCAL6, at));
                vxlan.remote()
                        .ifPresent(at -> writer.address(Family.of(at) == Family.IPV4 ? VXLAN_GROUP : VXLAN_GROUP6, at));
                vxlan.underlay().ifPresent(under -> writer.i32(VXLAN_LINK, index.applyAsInt(under)));
                writer.u8(VXLAN_LEARNING, vxlan.learning() ? 1 : 0);
                vxlan.ageing().ifPresent(time -> writer.i32(VXLAN_AGEING, (int) time.toSeconds()));
            }
            case NewLink.Macvlan macvlan ->
                writer.i32(MACVLAN_MODE, macvlan.mode().number());
            case NewLink.Dummy _, NewLink.Wireguard _ -> {}
            case NewLink.Port port -> data(writer, port.link(), index);
        }
    }
}
