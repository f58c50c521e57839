package dev.culvert.netlink;

import dev.culvert.netlink.wire.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells of changes of links, addresses, neighbours, routes, rules and nexthops in the namespace of the thread that opened it, whoever makes them.
 * For one reading thread; closing it from another ends the wait.
 */
public final class RouteMonitor implements AutoCloseable {
    /** RTNLGRP_*: link, neighbour, then address, route and rule of IPv4 and of IPv6, nexthop. */
    private static final int[] GROUPS = {1, 3, 5, 7, 8, 9, 11, 19, 32};

    private final Map<Integer, String> names = new HashMap<>();
    private final RouteSocket routes;
    private final Subscription<Notification> subscription;

    /** Subscribes; what happens from now on is told. */
    public RouteMonitor() {
        routes = new RouteSocket();
        try {
            // Before the names are read, so that none that comes meanwhile is missed.
            subscription = new Subscription<>(NetlinkSocket.ROUTE, this::decode, this::overrun, GROUPS);
        } catch (NetlinkException refused) {
            routes.close();
            throw refused;
        }
        try {
            readNames();
        } catch (NetlinkException refused) {
            close();
            throw refused;
        }
    }

    private void readNames() {
        routes.links().forEach(link -> names.put(link.index(), link.name()));
    }

    private Notification overrun() {
        readNames();
        return new Notification.Overrun();
    }

    /** The next change, waiting for it as long as said; empty if there was none, or if the monitor was closed. */
    public Optional<Notification> next(Duration timeout) {
        return subscription.next(timeout);
    }

    private Optional<Notification> decode(Message message) {
        return switch (message.type()) {
            case Rtnetlink.NEWLINK -> link(message, false);
            case Rtnetlink.DELLINK -> link(message, true);
            case Rtnetlink.NEWADDR -> address(message, false);
            case Rtnetlink.DELADDR -> address(message, true);
            case Rtnetlink.NEWROUTE -> route(message, false);
            case Rtnetlink.DELROUTE -> route(message, true);
            case Rtnetlink.NEWNEIGH -> neighbour(message, false);
            case Rtnetlink.DELNEIGH -> neighbour(message, true);
            case Rtnetlink.GETNEIGH ->
                NeighbourCodec.neighbour(message, this::name)
                        .map(wanted -> new Notification.NeighbourWanted(wanted.address(), wanted.link()));
            case Rtnetlink.NEWRULE -> rule(message, false);
            case Rtnetlink.DELRULE -> rule(message, true);
            case Rtnetlink.NEWNEXTHOP -> nexthop(message, false);
            case Rtnetlink.DELNEXTHOP -> nexthop(message, true);
            default -> Optional.empty();
        };
    }

    private Optional<Notification> link(Message message, boolean removed) {
        // A port that leaves its bridge is told as a deleted link of family AF_BRIDGE; the link itself stays.
        if (message.u8(0) != 0) {
            return Optional.empty();
        }
        Link link = LinkCodec.decode(message);
        if (removed) {
            names.remove(link.index());
        } else {
            names.put(link.index(), link.name());
        }
        return Optional.of(new Notification.LinkChanged(link, removed));
    }

    private Optional<Notification> address(Message message, boolean removed) {
        return AddressCodec.decode(message, this::name)
                .map(address -> new Notification.AddressChanged(address, removed));
    }

    private Optional<Notification> neighbour(Message message, boolean removed) {
        Optional<Notification> neighbour = NeighbourCodec.neighbour(message, this::name)
                .map(found -> new Notification.NeighbourChanged(found, removed));
        return neighbour.isPresent()
                ? neighbour
                : NeighbourCodec.fdb(message, this::name).map(found -> new Notification.FdbChanged(found, removed));
    }

    private Optional<Notification> route(Message message, boolean removed) {
        return RouteCodec.decode(message, this::name).map(route -> new Notification.RouteChanged(route, removed));
    }

    private static Optional<Notification> rule(Message message, boolean removed) {
        return RuleCodec.decode(message).map(rule -> new Notification.RuleChanged(rule, removed));
    }

    private Optional<Notification> nexthop(Message message, boolean removed) {
        return Optional.of(new Notification.NexthopChanged(NexthopCodec.decode(message, this::name), removed));
    }

    private String name(int index) {
        return names.getOrDefault(index, "if" + index);
    }

    @Override
    public void close() {
        subscription.close();
        routes.close();
    }
}
