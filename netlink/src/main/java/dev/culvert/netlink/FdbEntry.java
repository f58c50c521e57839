package dev.culvert.netlink;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * An entry of a bridge's or a VXLAN device's forwarding table.
 *
 * @param link the bridge's port, or the VXLAN device
 * @param destination the VXLAN end point to send to
 * @param self in the device's own table
 * @param master in the table of the bridge that the device is a port of
 */
public record FdbEntry(
        MacAddress mac,
        String link,
        Optional<InetAddress> destination,
        Lifetime lifetime,
        boolean self,
        boolean master) {
    /** The address that stands for every unknown one: its entries say where to flood. */
    public static final MacAddress FLOOD = new MacAddress(0);

    /** Whether an entry may change or go by itself. */
    public enum Lifetime {
        /** Of this host; never changes. */
        PERMANENT,
        /** Never ages; forwarded like others. */
        STATIC,
        /** Learned, or given as if it were: follows the address and ages. */
        DYNAMIC
    }

    /** An entry of a VXLAN device: frames to that address go to that end point. */
    public static FdbEntry vxlan(MacAddress mac, String link, InetAddress destination, Lifetime lifetime) {
        return new FdbEntry(mac, link, Optional.of(destination), lifetime, true, false);
    }

    /** An entry of a bridge: that address is behind that port. */
    public static FdbEntry bridge(MacAddress mac, String port, Lifetime lifetime) {
        return new FdbEntry(mac, port, Optional.empty(), lifetime, false, true);
    }

    /** {@code 02:00:00:00:00:01 dev vxlan0 dst 10.0.0.2 self permanent}, as {@code bridge fdb add} takes it. */
    @Override
    public String toString() {
        return mac + " dev " + link
                + destination.map(to -> " dst " + IpPrefix.text(to)).orElse("")
                + (self ? " self" : "")
                + (master ? " master" : "")
                + " " + lifetime.name().toLowerCase(Locale.ROOT);
    }
}
