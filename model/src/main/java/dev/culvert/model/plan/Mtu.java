package dev.culvert.model.plan;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import java.util.Collection;
import java.util.OptionalInt;

/**
 * The packet sizes along one client's path, in bytes without the link's own header. The client's packets go by an
 * interface or VXLAN device to the gateway, and from there by its tunnel, which lies on the same underlay.
 *
 * @param access the most that fits between client and gateway
 * @param tunnel the MTU that the tunnel's device must have, never more than fits its underlay
 * @param client the MTU of the client's interface: what fits both
 */
public record Mtu(int access, int tunnel, int client) {
    /** Ethernet's, and the underlay's unless told. */
    public static final int ETHERNET = 1500;

    /** WireGuard's usual MTU, which fits an Ethernet underlay of either family. */
    public static final int WIREGUARD_DEFAULT = 1420;

    /** The least that carries IPv6 (RFC 8200, 5). */
    public static final int LEAST_IPV6 = 1280;

    /** The least that we take for IPv4: what every host can receive (RFC 791). */
    public static final int LEAST_IPV4 = 576;

    private static final int TCP_OVER_IPV4 = 40;
    private static final int TCP_OVER_IPV6 = 60;

    /**
     * What carries everything else.
     *
     * @param mtu the MTU of the node's or pod's own interface
     * @param family the family of the tunnel's and the VXLAN's outer packets
     */
    public record Underlay(int mtu, Family family) {}

    /** How a client's packets reach the gateway. */
    public enum Access {
        /** By the underlay itself: a bridge or macvlan on one link, or the tunnel is in the client's pod. */
        DIRECT,
        /** Inside VXLAN. */
        VXLAN
    }

    /**
     * Computes the sizes along a path. A tunnel's given MTU is lowered where the underlay has less room.
     *
     * @param kind the tunnel's protocol
     * @param given the MTU from the tunnel's configuration, if it has one
     * @param ipv6 whether clients' IPv6 goes through as well, which needs {@value #LEAST_IPV6}
     * @throws InvalidInput if too little is left, naming the underlay's or the tunnel's MTU that would fit
     */
    public static Mtu path(Underlay underlay, Access access, Encapsulation kind, OptionalInt given, boolean ipv6) {
        int least = ipv6 ? LEAST_IPV6 : LEAST_IPV4;
        int accessOverhead = switch (access) {
            case DIRECT -> 0;
            case VXLAN -> Encapsulation.VXLAN.overhead(underlay.family());
        };
        int tunnelOverhead = kind.overhead(underlay.family());
        int needed = least + Math.max(accessOverhead, tunnelOverhead);
        String whose = ipv6 ? "IPv6" : "IPv4";
        if (underlay.mtu() < needed) {
            throw new InvalidInput(
                    "underlay",
                    "an MTU of " + underlay.mtu() + " leaves clients less than the " + least + " that " + whose
                            + " needs",
                    "raise it to " + needed + " or more" + (ipv6 ? ", or leave IPv6 closed" : ""));
        }
        if (given.orElse(least) < least) {
            throw new InvalidInput(
                    "tunnel",
                    "an MTU of " + given.orElse(0) + " is less than the " + least + " that " + whose + " needs",
                    "raise it to " + least + " or more" + (ipv6 ? ", or leave IPv6 closed" : ""));
        }
        int room = underlay.mtu() - tunnelOverhead;
        int tunnel = Math.min(room, given.orElse(usual(kind, underlay.family())));
        int inner = underlay.mtu() - accessOverhead;
        return new Mtu(inner, tunnel, Math.min(inner, tunnel));
    }

    /** Beyond the underlay lies the internet, whose links are Ethernet's size; WireGuard's value fits both families. */
    private static int usual(Encapsulation kind, Family outer) {
        return switch (kind) {
            case WIREGUARD -> WIREGUARD_DEFAULT;
            case OPENVPN, VXLAN -> ETHERNET - kind.overhead(outer);
        };
    }

    /**
     * Checks an MTU that somebody set on the clients' interfaces.
     *
     * @return the same MTU
     * @throws InvalidInput if it is more than fits, naming what would fit
     */
    public int requireFits(int wanted) {
        if (wanted > client) {
            throw new InvalidInput(
                    "mtu",
                    "clients' packets of " + wanted + " do not fit the path",
                    "lower it to " + client + " or less");
        }
        return wanted;
    }

    /**
     * The MTU for a client whose flows go over several gateways: the least of their paths.
     *
     * @throws IllegalArgumentException without paths
     */
    public static int common(Collection<Mtu> paths) {
        return paths.stream()
                .mapToInt(Mtu::client)
                .min()
                .orElseThrow(() -> new IllegalArgumentException("no path, no MTU"));
    }

    /** The MSS to clamp TCP to, of a family, on this path: its MTU less the IP and TCP headers without options. */
    public int mss(Family family) {
        return client - (family == Family.IPV4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6);
    }
}
