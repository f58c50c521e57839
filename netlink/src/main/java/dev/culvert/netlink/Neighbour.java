package dev.culvert.netlink;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry of the ARP or neighbour discovery table.
 *
 * @param mac absent while it is being looked for
 * @param router whether it announced itself as a router (IPv6)
 */
public record Neighbour(InetAddress address, String link, Optional<MacAddress> mac, State state, boolean router) {
    /** What the kernel knows of it (NUD_*). */
    public enum State {
        /** Not looked for. */
        NONE(0),
        /** Asked, no answer yet. */
        INCOMPLETE(0x01),
        /** Confirmed a moment ago. */
        REACHABLE(0x02),
        /** Known, not confirmed lately. */
        STALE(0x04),
        /** In use, about to be confirmed. */
        DELAY(0x08),
        /** Being confirmed. */
        PROBE(0x10),
        /** Did not answer. */
        FAILED(0x20),
        /** The link needs none. */
        NOARP(0x40),
        /** Set by hand, never asked for. */
        PERMANENT(0x80);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static State of(int number) {
            for (State state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            return NONE;
        }
    }

    /** An entry that stays. */
    public static Neighbour permanent(InetAddress address, String link, MacAddress mac) {
        return new Neighbour(address, link, Optional.of(mac), State.PERMANENT, false);
    }

    /** In another state. */
    public Neighbour withState(State other) {
        return new Neighbour(address, link, mac, other, router);
    }

    /** {@code 10.0.0.2 dev eth0 lladdr 02:00:00:00:00:02 nud permanent}, as {@code ip neighbour add} takes it. */
    @Override
    public String toString() {
        return IpPrefix.text(address) + " dev " + link
                + mac.map(known -> " lladdr " + known).orElse("")
                + (router ? " router" : "")
                + " nud " + state.name().toLowerCase(Locale.ROOT);
    }
}
