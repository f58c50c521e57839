package dev.culvert.lab.scenario;

import java.net.InetAddress;

/** Whom the scenarios talk to. */
final class Remote {
    static final InetAddress V4 = InetAddress.ofLiteral("198.51.100.11");
    static final InetAddress V6 = InetAddress.ofLiteral("2001:db8:100::11");
    static final InetAddress DNS_V4 = InetAddress.ofLiteral("198.51.100.53");
    static final InetAddress DNS_V6 = InetAddress.ofLiteral("2001:db8:100::53");

    /** Addresses that belong to nobody in the laboratory. */
    static final InetAddress FOREIGN_V4 = InetAddress.ofLiteral("172.31.7.7");

    static final InetAddress FOREIGN_V6 = InetAddress.ofLiteral("2001:db8:bad::7");

    /** Another site's, to whom nobody's network leads (RFC 4193). */
    static final InetAddress ULA = InetAddress.ofLiteral("fd00:99::7");

    private Remote() {}
}
