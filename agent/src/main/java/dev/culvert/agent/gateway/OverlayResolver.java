package dev.culvert.agent.gateway;

import dev.culvert.dataplane.OverlayPlan;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.plan.OverlayAddresses;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.Notification;
import dev.culvert.netlink.RouteSocket;
import java.util.function.Consumer;

/**
 * Finds clients that the settings do not name: the kernel asks for an overlay address, and arithmetic knows the pod. What it
 * answers stays in the kernel.
 */
public final class OverlayResolver implements Consumer<Notification>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("culvert.overlay");

    private final RouteSocket route = new RouteSocket();
    private final String link;
    private final OverlayAddresses addresses;

    /** Has the kernel ask for the neighbours of that link, which exists. */
    OverlayResolver(String link, OverlayAddresses addresses) {
        this.link = link;
        this.addresses = addresses;
        try {
            route.askUserSpace(link);
        } catch (RuntimeException e) {
            route.close();
            throw e;
        }
    }

    @Override
    public void accept(Notification notification) {
        try {
            switch (notification) {
                case Notification.NeighbourWanted(var address, String on)
                when on.equals(link) ->
                    addresses
                            .podOf(IpAddress.of(address))
                            .map(pod -> new OverlayPlan.Peer(IpAddress.of(address), pod))
                            .ifPresent(this::answer);
                // Made anew, it would ask everybody again.
                case Notification.LinkChanged(var changed, boolean removed)
                when changed.name().equals(link) && !removed -> route.askUserSpace(link);
                default -> {}
            }
        } catch (NetlinkException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot answer for a client: {0}", e.getMessage());
        }
    }

    /** The way there first: with the neighbour the waiting packet leaves. */
    private void answer(OverlayPlan.Peer peer) {
        route.replaceFdb(peer.forwarding(link));
        route.replaceNeighbour(peer.neighbour(link));
    }

    @Override
    public void close() {
        route.close();
    }
}
