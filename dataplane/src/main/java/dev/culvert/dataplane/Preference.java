package dev.culvert.dataplane;

/**
 * Where our routing rules stand, in the order in which the kernel asks them. All come before those that a tunnel's engine brings
 * along: gluetun has its own at 98 to 101, and its last sends everything that is not its own into its tunnel.
 */
enum Preference {
    /** What a resolver of ours answers, and what it asks of the cluster's DNS. */
    RESOLVER_HERE(30),
    /** What it asks of everybody else, who may be in a local network. */
    RESOLVER_ASKS(31),
    /** The same as the next, where the main table does not know the way. */
    HERE_BY_COPY(39),
    /** What a router in a gateway's pod says to pods and clients, whatever its mark. */
    HERE(40),
    /** What stays outside the tunnel although the next rules would take it. */
    LOCAL(48),
    /** What goes into the tunnel. */
    TUNNEL(49),
    /** By a mark to the gateway that has it; all at one place, since a packet has one mark. */
    MARKED(50),
    /** A gateway's own ICMP to those who are not behind the tunnel; after a router's probes, whose mark says by whose tunnel they go. */
    OWN_WORD_HERE(60),
    /** A gateway's own ICMP to all others. */
    OWN_WORD(61),
    /** What came to a VIP and found no gateway. */
    REFUSED(70);

    private final int number;

    Preference(int number) {
        this.number = number;
    }

    /** As {@code ip rule} shows it. */
    int number() {
        return number;
    }
}
