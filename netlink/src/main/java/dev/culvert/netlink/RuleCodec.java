package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Rules on the wire: struct fib_rule_hdr and FRA_* (include/uapi/linux/fib_rules.h). */
final class RuleCodec {
    static final int HEADER = 12;
    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_SUPPRESS_PREFIXLEN = 14;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_PROTOCOL = 21;
    private static final int FRA_IP_PROTO = 22;
    private static final int FRA_SPORT_RANGE = 23;
    private static final int FRA_DPORT_RANGE = 24;
    private static final int INVERT = 2;

    private RuleCodec() {}

    /** Empty for rules of other families (multicast routing has some). */
    static Optional<Rule> decode(Message message) {
        Optional<Family> family = Family.numbered(message.u8(0));
        if (family.isEmpty()) {
            return Optional.empty();
        }
        InetAddress from = null;
        InetAddress to = null;
        Optional<String> iif = Optional.empty();
        Optional<String> oif = Optional.empty();
        long priority = 0;
        int table = message.u8(4);
        int target = 0;
        int mark = 0;
        int mask = 0;
        int protocol = 0;
        int ipProtocol = 0;
        Optional<Rule.Ports> sourcePorts = Optional.empty();
        Optional<Rule.Ports> destinationPorts = Optional.empty();
        OptionalInt suppress = OptionalInt.empty();
        Attributes attributes = message.attributes(HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case FRA_DST -> to = attributes.address();
                case FRA_SRC -> from = attributes.address();
                case FRA_IIFNAME -> iif = Optional.of(attributes.string());
                case FRA_OIFNAME -> oif = Optional.of(attributes.string());
                case FRA_PRIORITY -> priority = Integer.toUnsignedLong(attributes.i32());
                case FRA_TABLE -> table = attributes.i32();
                case FRA_GOTO -> target = attributes.i32();
                case FRA_FWMARK -> mark = attributes.i32();
                case FRA_FWMASK -> mask = attributes.i32();
                case FRA_PROTOCOL -> protocol = attributes.u8();
                case FRA_IP_PROTO -> ipProtocol = attributes.u8();
                case FRA_SPORT_RANGE -> sourcePorts = Optional.of(ports(attributes));
                case FRA_DPORT_RANGE -> destinationPorts = Optional.of(ports(attributes));
                case FRA_SUPPRESS_PREFIXLEN ->
                    suppress = attributes.i32() < 0 ? suppress : OptionalInt.of(attributes.i32());
                default -> {}
            }
        }
        Rule.Action action = Rule.Action.of(message.u8(7));
        return Optional.of(new Rule(
                family.get(),
                priority,
                action,
                action == Rule.Action.GOTO ? target : table,
                mark,
                mask,
                iif,
                oif,
                prefix(from, message.u8(2)),
                prefix(to, message.u8(1)),
                (message.i32(8) & INVERT) != 0,
                ipProtocol,
                sourcePorts,
                destinationPorts,
                suppress,
                protocol));
    }

    private static Optional<IpPrefix> prefix(@Nullable InetAddress address, int length) {
        return address == null ? Optional.empty() : Optional.of(AddressCodec.prefix(address, length));
    }

    private static Rule.Ports ports(Attributes attributes) {
        // struct fib_rule_port_range: two 16-bit numbers in host order.
        return new Rule.Ports(attributes.u16(0), attributes.u16(2));
    }

    static void encode(MessageWriter writer, Rule rule) {
        int table = rule.action() == Rule.Action.LOOKUP ? rule.table() : 0;
        writer.u8(rule.family().number())
                .u8(rule.to().map(IpPrefix::length).orElse(0))
                .u8(rule.from().map(IpPrefix::length).orElse(0))
                .u8(0)
                .u8(table < 256 && table > 0 ? table : 0)
                .u8(0)
                .u8(0)
                .u8(rule.action().number())
                .i32(rule.invert() ? INVERT : 0);
        writer.i32(FRA_PRIORITY, (int) rule.priority());
        if (rule.action() == Rule.Action.LOOKUP) {
            writer.i32(FRA_TABLE, table);
        } else if (rule.action() == Rule.Action.GOTO) {
            writer.i32(FRA_GOTO, rule.table());
        }
        rule.from().ifPresent(prefix -> writer.address(FRA_SRC, prefix.address()));
        rule.to().ifPresent(prefix -> writer.address(FRA_DST, prefix.address()));
        rule.iif().ifPresent(name -> writer.string(FRA_IIFNAME, name));
        rule.oif().ifPresent(name -> writer.string(FRA_OIFNAME, name));
        if (rule.mask() != 0) {
            writer.i32(FRA_FWMARK, rule.mark()).i32(FRA_FWMASK, rule.mask());
        }
        if (rule.ipProtocol() != 0) {
            writer.u8(FRA_IP_PROTO, rule.ipProtocol());
        }
        rule.sourcePorts().ifPresent(ports -> ports(writer, FRA_SPORT_RANGE, ports));
        rule.destinationPorts().ifPresent(ports -> ports(writer, FRA_DPORT_RANGE, ports));
        rule.suppressPrefixLength().ifPresent(length -> writer.i32(FRA_SUPPRESS_PREFIXLEN, length));
        if (rule.protocol() != 0) {
            writer.u8(FRA_PROTOCOL, rule.protocol());
        }
    }

    private static void ports(MessageWriter writer, int type, Rule.Ports ports) {
        writer.plainNest(type, () -> writer.u16(ports.first()).u16(ports.last()));
    }
}
