package dev.culvert.lab;

import java.util.Locale;

/** How a client's traffic reaches the gateways; the same four words as a VpnGateway's {@code routing}. */
public enum Routing {
    /** A bridge network of its own, routers and a VIP: the full stack. */
    NETWORK,
    /** VXLAN from the client straight to the gateways; pods have eth0 only. */
    OVERLAY,
    /** The tunnel in the client's own namespace; no routers, no gateway pods. */
    SIDECAR,
    /** A macvlan interface to an external gateway on the nodes' second LAN. */
    UPLINK;

    /** The word on the command line and in settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In messages and in the command line's help. */
    @Override
    public String toString() {
        return word();
    }
}
