package dev.culvert.manifest;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.AddressPlan;
import dev.culvert.model.plan.AddressRange;
import dev.culvert.model.plan.Counts;
import dev.culvert.model.plan.FreeNetwork;
import dev.culvert.model.plan.NamedNetwork;
import java.util.ArrayList;

/** The network between clients and gateways, by routing method. */
public final class ClientNetworks {
    /** Addresses at an overlay's top that are no pod's. */
    private static final int RESERVED = 512;

    private static final int FIRST_CLIENT = 10;

    private ClientNetworks() {}

    /**
     * An overlay's network: the one that was written down, else the one that was found before, else a free one.
     *
     * @throws InvalidInput if it has no room for every pod, or nothing is free
     */
    public static Prefix overlay(VpnGateway gateway, ClusterFacts cluster) {
        Routing.Overlay overlay = (Routing.Overlay) gateway.getSpec().routing().method();
        int length = overlayLength(cluster);
        if (overlay.subnet() != null) {
            return roomy(Prefix.parse(overlay.subnet()), length, cluster);
        }
        if (gateway.getStatus() != null && gateway.getStatus().clientNetwork() != null) {
            return roomy(Prefix.parse(gateway.getStatus().clientNetwork()), length, cluster);
        }
        var taken = new ArrayList<>(cluster.taken());
        gateway.getSpec().local().forEach(local -> taken.add(new NamedNetwork("local", Prefix.parse(local))));
        return FreeNetwork.find(length, taken)
                .orElseThrow(() -> new InvalidInput(
                        "subnet",
                        "no private network of length /" + length + " is free for " + cluster.podNetworksV4(),
                        "name one, outside of the private networks if need be"));
    }

    private static int overlayLength(ClusterFacts cluster) {
        long needed = RESERVED
                + cluster.podNetworksV4().prefixes().stream()
                        .mapToLong(Prefix::size)
                        .sum();
        return Math.max(8, 32 - (64 - Long.numberOfLeadingZeros(needed - 1)));
    }

    private static Prefix roomy(Prefix network, int length, ClusterFacts cluster) {
        if (network.length() > length) {
            throw new InvalidInput(
                    "subnet",
                    network + " has no room for every pod of " + String.join(", ", cluster.podNetworks())
                            + " and the gateways",
                    "take a /" + length);
        }
        return network;
    }

    /**
     * The addresses of routing network.
     *
     * @throws InvalidInput if the network has no room
     */
    public static AddressPlan plan(VpnGateway gateway) {
        Routing.Network network = (Routing.Network) gateway.getSpec().routing().method();
        int highest = ExitNumbers.of(gateway).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        return new AddressPlan(
                Prefix.parse(network.subnet()), new Counts(highest, Math.max(1, network.routerCount()), 1, 0, 1));
    }

    /**
     * The addresses that clients of routing uplink may get.
     *
     * @throws InvalidInput if there are none
     */
    public static AddressRange range(Routing.Uplink uplink) {
        Prefix subnet = Prefix.parse(uplink.subnet());
        IpAddress first =
                uplink.rangeStart() == null ? subnet.host(FIRST_CLIENT) : IpAddress.parse(uplink.rangeStart());
        IpAddress last = uplink.rangeEnd() == null ? subnet.last().plus(-1) : IpAddress.parse(uplink.rangeEnd());
        if (first.compareTo(last) > 0) {
            throw new InvalidInput("range", first + " is after " + last, "name the lower address first");
        }
        return new AddressRange(first, last);
    }

    /** The next hop of a client in uplink routing, and in network routing without routers. */
    public static IpAddress external(Exit.External external) {
        return IpAddress.parse(external.address());
    }
}
