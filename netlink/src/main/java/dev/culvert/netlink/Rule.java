package dev.culvert.netlink;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A policy routing rule. Make it with {@link #of} and the methods that follow; they read like {@code ip rule}.
 *
 * @param priority lower is asked first
 * @param action what happens to a packet that matches
 * @param table the table to look up, or the priority to go to
 * @param mark compared with the packet's mark under the mask
 * @param mask 0 if the mark does not matter
 * @param iif the link a packet came by
 * @param oif the link a socket is bound to
 * @param invert everything that does not match
 * @param ipProtocol 6 TCP, 17 UDP…; 0 if it does not matter
 * @param suppressPrefixLength a route of that length or shorter does not count
 * @param protocol who made it: 0 none, 2 kernel, or your own number
 */
public record Rule(
        Family family,
        long priority,
        Action action,
        int table,
        int mark,
        int mask,
        Optional<String> iif,
        Optional<String> oif,
        Optional<IpPrefix> from,
        Optional<IpPrefix> to,
        boolean invert,
        int ipProtocol,
        Optional<Ports> sourcePorts,
        Optional<Ports> destinationPorts,
        OptionalInt suppressPrefixLength,
        int protocol) {
    /** What a rule does (FR_ACT_*). */
    public enum Action {
        /** Looks a table up. */
        LOOKUP(1),
        /** Goes on at another rule. */
        GOTO(2),
        /** Nothing. */
        NOP(3),
        /** Drops silently. */
        BLACKHOLE(6),
        /** Answers "network unreachable". */
        UNREACHABLE(7),
        /** Answers "administratively prohibited". */
        PROHIBIT(8);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Action of(int number) {
            for (Action action : values()) {
                if (action.number == number) {
                    return action;
                }
            }
            return NOP;
        }
    }

    /** Ports from first to last. */
    public record Ports(int first, int last) {
        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    /** A rule that looks a table up for every packet. */
    public static Rule of(Family family, long priority, int table) {
        return of(family, priority, Action.LOOKUP, table);
    }

    /** A rule that refuses, drops or does nothing to every packet. */
    public static Rule of(Family family, long priority, Action action) {
        return of(family, priority, action, 0);
    }

    private static Rule of(Family family, long priority, Action action, int table) {
        return new Rule(
                family,
                priority,
                action,
                table,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                0);
    }

    private Rule match(
            int newMark,
            int newMask,
            Optional<String> newIif,
            Optional<String> newOif,
            Optional<IpPrefix> newFrom,
            Optional<IpPrefix> newTo) {
        return new Rule(
                family,
                priority,
                action,
                table,
                newMark,
                newMask,
                newIif,
                newOif,
                newFrom,
                newTo,
                invert,
                ipProtocol,
                sourcePorts,
                destinationPorts,
                suppressPrefixLength,
                protocol);
    }

    /** For packets with exactly that mark. */
    public Rule withMark(int value) {
        return withMark(value, -1);
    }

    /** For packets whose mark under the mask is that. */
    public Rule withMark(int value, int under) {
        return match(value, under, iif, oif, from, to);
    }

    /** For packets that came by that link. */
    public Rule withIif(String name) {
        return match(mark, mask, Optional.of(name), oif, from, to);
    }

    /** For packets of sockets bound to that link. */
    public Rule withOif(String name) {
        return match(mark, mask, iif, Optional.of(name), from, to);
    }

    /** For packets from there. */
    public Rule from(IpPrefix prefix) {
        return match(mark, mask, iif, oif, Optional.of(prefix), to);
    }

    /** For packets to there. */
    public Rule to(IpPrefix prefix) {
        return match(mark, mask, iif, oif, from, Optional.of(prefix));
    }

    private Rule more(
            boolean newInvert,
            int newIpProtocol,
            Optional<Ports> newSource,
            Optional<Ports> newDestination,
            OptionalInt newSuppress,
            int newProtocol) {
        return new Rule(
                family,
                priority,
                action,
                table,
                mark,
                mask,
                iif,
                oif,
                from,
                to,
                newInvert,
                newIpProtocol,
                newSource,
                newDestination,
                newSuppress,
                newProtocol);
    }

    /** For all packets that do not match. */
    public Rule inverted() {
        return more(true, ipProtocol, sourcePorts, destinationPorts, suppressPrefixLength, protocol);
    }

    /** For packets of that protocol: 6 is TCP, 17 is UDP. */
    public Rule withIpProtocol(int number) {
        return more(invert, number, sourcePorts, destinationPorts, suppressPrefixLength, protocol);
    }

    /** For packets from those ports. */
    public Rule withSourcePorts(int first, int last) {
        return more(
                invert,
                ipProtocol,
                Optional.of(new Ports(first, last)),
                destinationPorts,
                suppressPrefixLength,
                protocol);
    }

    /** For packets to those ports. */
    public Rule withDestinationPorts(int first, int last) {
        return more(
                invert, ipProtocol, sourcePorts, Optional.of(new Ports(first, last)), suppressPrefixLength, protocol);
    }

    /** Routes of that length or shorter do not count; 0 leaves default routes out. */
    public Rule suppressing(int length) {
        return more(invert, ipProtocol, sourcePorts, destinationPorts, OptionalInt.of(length), protocol);
    }

    /** Made by that protocol; lets a program find its own rules again. */
    public Rule withProtocol(int number) {
        return more(invert, ipProtocol, sourcePorts, destinationPorts, suppressPrefixLength, number);
    }

    /** {@code from all fwmark 0x1/0xff lookup 101 pref 1001}, as {@code ip rule add} takes it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(invert ? "not " : "").append("from ");
        text.append(from.map(Rule::selector).orElse("all"));
        to.ifPresent(prefix -> text.append(" to ").append(selector(prefix)));
        if (mask != 0) {
            text.append(" fwmark 0x").append(Integer.toHexString(mark));
            text.append(mask == -1 ? "" : "/0x" + Integer.toHexString(mask));
        }
        iif.ifPresent(name -> text.append(" iif ").append(name));
        oif.ifPresent(name -> text.append(" oif ").append(name));
        if (ipProtocol != 0) {
            text.append(" ipproto ").append(protocolName(ipProtocol));
        }
        sourcePorts.ifPresent(ports -> text.append(" sport ").append(ports));
        destinationPorts.ifPresent(ports -> text.append(" dport ").append(ports));
        text.append(' ').append(action.name().toLowerCase(Locale.ROOT));
        if (action == Action.LOOKUP) {
            text.append(' ').append(Route.tableName(table));
        } else if (action == Action.GOTO) {
            text.append(' ').append(Integer.toUnsignedString(table));
        }
        suppressPrefixLength.ifPresent(
                length -> text.append(" suppress_prefixlength ").append(length));
        text.append(" pref ").append(priority);
        return text.append(protocol == 0 ? "" : " proto " + protocol).toString();
    }

    private static String selector(IpPrefix prefix) {
        return prefix.isHost() ? IpPrefix.text(prefix.address()) : prefix.toString();
    }

    private static String protocolName(int number) {
        return switch (number) {
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> Integer.toString(number);
        };
    }
}
