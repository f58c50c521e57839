package dev.culvert.dataplane;

import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Neighbour;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.NewLink.Vxlan;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway's end of the overlay. It knows every client and every other gateway by address, so it neither learns nor asks:
 * MAC addresses follow from overlay addresses. What it floods (VRRP's gratuitous ARP) reaches all of them, and clients learn
 * from it where the VIP is now.
 */
public final class OverlayPlan {
    private OverlayPlan() {}

    /**
     * The VXLAN device.
     *
     * @param link its name
     * @param id the VNI
     * @param port UDP port
     * @param underlay the link that carries it
     * @param address the gateway's on the overlay
     * @param network the overlay
     * @param mtu in bytes
     */
    public record Device(String link, int id, int port, String underlay, IpAddress address, Prefix network, int mtu) {}

    /** A pod's address on the overlay, and on the pod network. */
    public record Peer(IpAddress address, IpAddress pod) {
        /** Its MAC address, which follows from its address. */
        public Neighbour neighbour(String link) {
            return Neighbour.permanent(address.toInet(), link, mac(address));
        }

        /** At which pod frames for it arrive. */
        public FdbEntry forwarding(String link) {
            return FdbEntry.vxlan(mac(address), link, pod.toInet(), FdbEntry.Lifetime.PERMANENT);
        }
    }

    /** The plan with the overlay's device and neighbours. */
    public static NamespacePlan join(NamespacePlan plan, Device device, List<Peer> peers) {
        NewLink vxlan = Vxlan.of(device.link(), device.id(), device.port())
                .withUnderlay(device.underlay())
                .withoutLearning()
                .withMtu(device.mtu())
                .withMac(mac(device.address()));
        var neighbours = new ArrayList<Neighbour>();
        var fdb = new ArrayList<FdbEntry>();
        for (Peer peer : peers) {
            neighbours.add(peer.neighbour(device.link()));
            fdb.add(peer.forwarding(device.link()));
            fdb.add(FdbEntry.vxlan(FdbEntry.FLOOD, device.link(), peer.pod().toInet(), FdbEntry.Lifetime.PERMANENT));
        }
        var addresses = new ArrayList<>(plan.addresses());
        addresses.add(Address.of(
                new IpPrefix(device.address().toInet(), device.network().length()), device.link()));
        return plan.withLinks(List.of(vxlan))
                .withAddresses(addresses)
                .withNeighbours(neighbours)
                .withFdb(fdb);
    }

    private static dev.culvert.netlink.MacAddress mac(IpAddress address) {
        return new dev.culvert.netlink.MacAddress(MacAddress.forAddress(address).bits());
    }
}
