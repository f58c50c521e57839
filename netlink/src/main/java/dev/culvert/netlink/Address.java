package dev.culvert.netlink;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An address of a link.
 *
 * @param prefix the address itself with the length of its network
 * @param peer the other end of a point-to-point link
 */
public record Address(IpPrefix prefix, String link, Scope scope, Optional<InetAddress> peer, Set<Flag> flags) {
    /** How far an address or route is valid (rtnetlink(7)). */
    public enum Scope {
        /** Everywhere. */
        GLOBAL(0),
        /** Inside the site; IPv6 only. */
        SITE(200),
        /** On this link. */
        LINK(253),
        /** In this host. */
        HOST(254);

        private final int number;

        Scope(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Scope of(int number) {
            for (Scope scope : values()) {
                if (scope.number == number) {
                    return scope;
                }
            }
            return GLOBAL;
        }
    }

    /** What more there is to an address (IFA_F_*). Without {@link #DYNAMIC} it is permanent. */
    public enum Flag {
        /** Not the first of its network (IPv4). */
        SECONDARY(0x01),
        /** No duplicate address detection: usable at once (IPv6). */
        NODAD(0x02),
        /** Another host has it (IPv6). */
        DADFAILED(0x08),
        /** Not preferred as a source. */
        DEPRECATED(0x20),
        /** Duplicate address detection is under way (IPv6). */
        TENTATIVE(0x40),
        /** It has a life time. The kernel says the opposite, IFA_F_PERMANENT. */
        DYNAMIC(0x80),
        /** Makes no route for its network. */
        NOPREFIXROUTE(0x200);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }
    }

    public Address {
        flags = Set.copyOf(flags);
    }

    /** An address of global scope, or of the scope that an address such as 127.0.0.1 or fe80::1 has by itself. */
    public static Address of(IpPrefix prefix, String link) {
        InetAddress address = prefix.address();
        Scope scope = address.isLoopbackAddress()
                ? Scope.HOST
                : prefix.family() == Family.IPV6 && address.isLinkLocalAddress() ? Scope.LINK : Scope.GLOBAL;
        return new Address(prefix, link, scope, Optional.empty(), Set.of());
    }

    /** The same, from text. */
    public static Address of(String prefix, String link) {
        return of(IpPrefix.of(prefix), link);
    }

    /** With another scope. */
    public Address withScope(Scope other) {
        return new Address(prefix, link, other, peer, flags);
    }

    /** With the other end of a point-to-point link. */
    public Address withPeer(InetAddress other) {
        return new Address(prefix, link, scope, Optional.of(other), flags);
    }

    /** With a flag more. */
    public Address with(Flag flag) {
        Set<Flag> more = EnumSet.of(flag);
        more.addAll(flags);
        return new Address(prefix, link, scope, peer, more);
    }

    /** Whether it has that flag. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** {@code 10.0.0.1/24 dev eth0}, as {@code ip address add} takes it. */
    @Override
    public String toString() {
        String main = peer.map(other ->
                        IpPrefix.text(prefix.address()) + " peer " + IpPrefix.text(other) + "/" + prefix.length())
                .orElseGet(prefix::toString);
        String more = flags.stream()
                .sorted()
                .map(flag -> " " + flag.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return main + " dev " + link
                + (scope == Scope.GLOBAL ? "" : " scope " + scope.name().toLowerCase(Locale.ROOT)) + more;
    }
}
