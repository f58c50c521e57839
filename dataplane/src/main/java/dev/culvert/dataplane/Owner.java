package dev.culvert.dataplane;

/**
 * Who made a rule or a route, as the kernel remembers it (rtnetlink(7), RTA_PROTOCOL). Owners may share a namespace, as
 * gateway and router do in overlay routing; each keeps to its own.
 */
public enum Owner {
    /** A client's namespace. */
    CLIENT(197),
    /** A gateway, or a sidecar: whoever holds a tunnel. */
    TUNNEL(198),
    /** A router. */
    ROUTER(199);

    private final int protocol;

    Owner(int protocol) {
        this.protocol = protocol;
    }

    /** The routing protocol number. */
    public int protocol() {
        return protocol;
    }
}
