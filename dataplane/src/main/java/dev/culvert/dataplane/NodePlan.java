package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.plan.Encapsulation;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.NewLink.Bridge;
import dev.culvert.netlink.NewLink.Port;
import dev.culvert.netlink.NewLink.Vxlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A node's part of client networks: a bridge for each, joined with those of the other nodes by VXLAN with head-end
 * replication, since no underlay can be counted on to carry multicast. The node itself takes no part in them: a frame
 * addressed to its bridge's MAC would be routed, past every tunnel, so what the bridge hands up is dropped.
 */
public final class NodePlan {
    private NodePlan() {}

    /**
     * A client network.
     *
     * @param id the VNI, the network's own in the cluster
     * @param port UDP port of the VXLAN
     * @param mtu of the client network, in bytes
     */
    public record Network(int id, int port, int mtu) {
        /**
         * Refuses an MTU that does not fit through the underlay.
         *
         * @throws InvalidInput naming the largest that does
         */
        public Network within(int underlayMtu, Family family) {
            int largest = underlayMtu - Encapsulation.VXLAN.overhead(family);
            if (mtu > largest) {
                throw new InvalidInput(
                        "mtu", mtu + " does not fit into VXLAN over " + underlayMtu, "take " + largest + " or less");
            }
            return this;
        }

        /** The bridge's name. */
        public String bridge() {
            return "cvbr" + id;
        }

        /** The VXLAN device's name. */
        public String vxlan() {
            return "cvx" + id;
        }

        /** The bridge, to be made before the rest: its lock needs it to exist. */
        public NewLink link() {
            return new Bridge(bridge(), Optional.empty(), mtu, Optional.empty());
        }
    }

    /**
     * All of it.
     *
     * @param own the node's address on the underlay
     * @param others the other nodes' addresses
     */
    public static NamespacePlan of(List<Network> networks, IpAddress own, List<IpAddress> others) {
        var links = new ArrayList<NewLink>();
        var fdb = new ArrayList<FdbEntry>();
        for (Network network : networks) {
            links.add(network.link());
            links.add(new Port(
                    Vxlan.of(network.vxlan(), network.id(), network.port())
                            .withLocal(own.toInet())
                            .withMtu(network.mtu()),
                    network.bridge()));
            others.forEach(other -> fdb.add(
                    FdbEntry.vxlan(FdbEntry.FLOOD, network.vxlan(), other.toInet(), FdbEntry.Lifetime.PERMANENT)));
        }
        return NamespacePlan.of(Owner.NODE)
                .withTables(networks.isEmpty() ? List.of() : List.of(lock(networks)))
                .withLinks(links)
                .withFdb(fdb);
    }

    /** A bridge's own ingress sees what is handed up to the node, not what is passed from port to port. */
    private static NftTable lock(List<Network> networks) {
        return NftTable.parse(networks.stream()
                .map(network -> """
                	chain BRIDGE {
                		type filter hook ingress device "BRIDGE" priority filter; policy drop;
                	}
                """.replace("BRIDGE", network.bridge()))
                .collect(Collectors.joining("\n", "table netdev culvert_node {\n", "}\n")));
    }
}
