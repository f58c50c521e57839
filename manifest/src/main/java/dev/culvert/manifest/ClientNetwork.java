package dev.culvert.manifest;

import dev.culvert.dataplane.NodePlan;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.AddressPlan;
import dev.culvert.model.plan.Encapsulation;
import dev.culvert.model.plan.Mtu;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The client network of routing network, as everybody on it must know it.
 *
 * @param network as it was written down
 * @param plan who has which address
 * @param numbers the exits' numbers
 * @param mtu of everybody's link on it, bytes
 */
public record ClientNetwork(Routing.Network network, AddressPlan plan, Map<String, Integer> numbers, int mtu) {
    /** VRRP's number of the VIP. There is one, and every client network is a link of its own. */
    public static final int VRID = 42;

    /** The UDP port between nodes: not VXLAN's own, which the cluster's network may use there. */
    public static final int PORT = 14789;

    /** The link of gateways and routers on it. */
    public static final String LINK = "net1";

    /** The network of a valid gateway. */
    public static ClientNetwork of(VpnGateway gateway, ClusterFacts cluster) {
        var underlay = new Mtu.Underlay(cluster.podMtu(), Family.IPV4);
        Mtu mtu = Mtu.path(underlay, Mtu.Access.VXLAN, Encapsulation.WIREGUARD, OptionalInt.empty(), false);
        return new ClientNetwork(
                (Routing.Network) gateway.getSpec().routing().method(),
                ClientNetworks.plan(gateway),
                ExitNumbers.of(gateway),
                mtu.client());
    }

    /** The bridge on every node, as the node's agent names it. */
    public String bridge() {
        return new NodePlan.Network(network.vni(), PORT, mtu).bridge();
    }

    /** An exit's address: its gateway's, or the next hop that somebody else runs. */
    public IpAddress address(Exit exit) {
        return exit.engine() instanceof Exit.External(var address)
                ? IpAddress.parse(address)
                : plan.gateway(number(exit));
    }

    /** An exit's number. */
    public int number(Exit exit) {
        return numbers.getOrDefault(exit.name(), 0);
    }

    /** The routers' addresses. */
    public List<IpAddress> routers() {
        return IntStream.rangeClosed(1, network.routerCount())
                .mapToObj(plan::router)
                .toList();
    }

    /** The clients' next hop: the VIP, or without routers the one exit. */
    public IpAddress nextHop(VpnGateway gateway) {
        return network.routerCount() == 0 ? address(gateway.getSpec().exits().getFirst()) : plan.egressVip(1);
    }

    /** An address with the network's length, as CNI wants it. */
    public String withLength(IpAddress address) {
        return address + "/" + plan.network().length();
    }

    /** Everything of IPv4 but these networks and the one that the next hop is on. */
    public static List<Prefix> routes(PrefixSet local, Prefix network) {
        return PrefixSet.parse("0.0.0.0/0")
                .minus(local.only(Family.IPV4).union(PrefixSet.of(network)))
                .prefixes();
    }
}
