package dev.culvert.netlink;

import java.util.Locale;

/**
 * A link's IPv4 settings, those of /proc/sys/net/ipv4/conf/LINK, by their numbers in netlink (IPV4_DEVCONF_*,
 * include/uapi/linux/ip.h). Where /proc/sys cannot be written, as in most containers, netlink sets them all the same.
 */
public enum Ipv4Setting {
    FORWARDING(1),
    ACCEPT_REDIRECTS(4),
    SEND_REDIRECTS(6),
    RP_FILTER(8),
    ARP_ANNOUNCE(18),
    ARP_IGNORE(19),
    ACCEPT_LOCAL(23);

    private final int number;

    Ipv4Setting(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** As its file is called: {@code rp_filter}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
