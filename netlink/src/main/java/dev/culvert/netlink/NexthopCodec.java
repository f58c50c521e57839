package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.DecodeException;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** Nexthop objects on the wire: struct nhmsg and NHA_* (include/uapi/linux/nexthop.h). */
final class NexthopCodec {
    static final int HEADER = 8;
    static final int NHA_ID = 1;
    private static final int NHA_GROUP = 2;
    private static final int NHA_GROUP_TYPE = 3;
    private static final int NHA_BLACKHOLE = 4;
    private static final int NHA_OIF = 5;
    private static final int NHA_GATEWAY = 6;
    private static final int NHA_RES_GROUP = 12;
    private static final int RES_BUCKETS = 1;
    private static final int RES_IDLE_TIMER = 2;
    private static final int RES_UNBALANCED_TIMER = 3;
    private static final int RESILIENT = 1;
    private static final int ONLINK = 4;
    private static final int MEMBER = 8;
    /** Timers count in hundredths of a second (USER_HZ). */
    private static final int CLOCK_MILLIS = 10;

    private NexthopCodec() {}

    static void header(MessageWriter writer, int family, int protocol, int flags) {
        writer.u8(family).u8(0).u8(protocol).u8(0).i32(flags);
    }

    static Nexthop decode(Message message, IntFunction<String> names) {
        int id = 0;
        Family family = message.u8(0) == Family.IPV6.number() ? Family.IPV6 : Family.IPV4;
        Optional<InetAddress> gateway = Optional.empty();
        Optional<String> link = Optional.empty();
        boolean blackhole = false;
        List<Nexthop.Member> group = List.of();
        Optional<Nexthop.Resilient> resilient = Optional.empty();
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NHA_ID -> id = attributes.i32();
                case NHA_GROUP -> group = members(attributes.bytes());
                case NHA_BLACKHOLE -> blackhole = true;
                case NHA_OIF -> link = Optional.of(names.apply(attributes.i32()));
                case NHA_GATEWAY -> gateway = Optional.of(attributes.address());
                case NHA_RES_GROUP -> resilient = Optional.of(resilient(attributes.nested()));
                default -> {}
            }
        }
        // The kernel puts an IPv6 black hole on lo.
        Optional<String> out = blackhole ? Optional.empty() : link;
        boolean onlink = (message.i32(4) & ONLINK) != 0;
        return new Nexthop(id, family, gateway, out, blackhole, onlink, group, resilient, message.u8(2));
    }

    private static List<Nexthop.Member> members(byte[] bytes) {
        if (bytes.length % MEMBER != 0) {
            throw new DecodeException("a nexthop group of " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        List<Nexthop.Member> members = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += MEMBER) {
            members.add(new Nexthop.Member(buffer.getInt(at), Byte.toUnsignedInt(buffer.get(at + 4)) + 1));
        }
        return members;
    }

    private static Nexthop.Resilient resilient(Attributes attributes) {
        int buckets = 0;
        int idle = 0;
        int unbalanced = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case RES_BUCKETS -> buckets = attributes.u16();
                case RES_IDLE_TIMER -> idle = attributes.i32();
                case RES_UNBALANCED_TIMER -> unbalanced = attributes.i32();
                default -> {}
            }
        }
        return new Nexthop.Resilient(buckets, time(idle), time(unbalanced));
    }

    private static Duration time(int clock) {
        return Duration.ofMillis(Integer.toUnsignedLong(clock) * CLOCK_MILLIS);
    }

    static void encode(MessageWriter writer, Nexthop nexthop, ToIntFunction<String> index) {
        boolean group = !nexthop.group().isEmpty();
        header(writer, group ? 0 : nexthop.family().number(), nexthop.protocol(), nexthop.onlink() ? ONLINK : 0);
        writer.i32(NHA_ID, nexthop.id());
        if (nexthop.blackhole()) {
            writer.flag(NHA_BLACKHOLE);
        }
        nexthop.link().ifPresent(name -> writer.i32(NHA_OIF, index.applyAsInt(name)));
        nexthop.gateway().ifPresent(address -> writer.address(NHA_GATEWAY, address));
        if (group) {
            writer.plainNest(
                    NHA_GROUP,
                    () -> nexthop.group()
                            .forEach(member -> writer.i32(member.id())
                                    .u8(member.weight() - 1)
                                    .u8(0)
                                    .u16(0)));
        }
        nexthop.resilient().ifPresent(table -> {
            writer.u16(NHA_GROUP_TYPE, RESILIENT);
            writer.nest(NHA_RES_GROUP, () -> {
                writer.u16(RES_BUCKETS, table.buckets());
                writer.i32(RES_IDLE_TIMER, (int) (table.idle().toMillis() / CLOCK_MILLIS));
                writer.i32(RES_UNBALANCED_TIMER, (int) (table.unbalanced().toMillis() / CLOCK_MILLIS));
            });
        });
    }
}
