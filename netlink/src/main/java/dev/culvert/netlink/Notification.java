package dev.culvert.netlink;

import java.net.InetAddress;

/** Something in the namespace changed. {@code removed} tells a removal from an addition or change. */
public sealed interface Notification {
    /** A link came, changed or went. */
    record LinkChanged(Link link, boolean removed) implements Notification {}

    /** An address came, changed or went. */
    record AddressChanged(Address address, boolean removed) implements Notification {}

    /** A neighbour came, changed or went. */
    record NeighbourChanged(Neighbour neighbour, boolean removed) implements Notification {}

    /** The kernel asks user space for a neighbour's MAC (the link's {@code app_solicit}). */
    record NeighbourWanted(InetAddress address, String link) implements Notification {}

    /** A forwarding entry came, changed or went. */
    record FdbChanged(FdbEntry entry, boolean removed) implements Notification {}

    /** A route came, changed or went. Routes that go with their link (IPv4) are not told one by one. */
    record RouteChanged(Route route, boolean removed) implements Notification {}

    /** A rule came or went. */
    record RuleChanged(Rule rule, boolean removed) implements Notification {}

    /** A nexthop object came, changed or went. */
    record NexthopChanged(Nexthop nexthop, boolean removed) implements Notification {}

    /** Notifications were lost because nobody read them in time: read everything anew. */
    record Overrun() implements Notification {}
}
