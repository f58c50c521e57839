package dev.culvert.dataplane;

/**
 * Who made a rule, a route (rtnetlink(7), RTA_PROTOCOL) or a link (IFLA_GROUP), as the kernel remembers it. Owners may share a namespace, as
 * gateway and router do in overlay routing; each keeps to its own.
 */
public enum Owner {
    /** A node, for what it does for client networks. */
    NODE(196),
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

    /** The routing protocol's and link group's number. */
    public int protocol() {
        return protocol;
    }
}
