package dev.culvert.agent.node;

import dev.culvert.dataplane.NodePlan.Network;
import dev.culvert.dataplane.Owner;
import dev.culvert.model.InvalidInput;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Link;
import java.util.List;
import java.util.Optional;

/**
 * Whose a node's links are. What somebody else made is never changed, with one exception: a bridge of our name without an
 * address is one that the CNI plugin made because a pod came before the agent, and is taken over.
 *
 * @param links the node's
 * @param addresses the node's
 */
record Claims(List<Link> links, List<Address> addresses) {
    /**
     * Refuses a network whose names or numbers somebody else uses.
     *
     * @throws InvalidInput naming the other's link and the remedy
     */
    void check(Network network) {
        for (Link link : links) {
            boolean foreign = !isOurs(link);
            if (foreign && link.name().equals(network.bridge()) && !adoptable(link)) {
                throw taken(network, link, "a link of that name is somebody else's");
            }
            if (foreign && link.name().equals(network.vxlan())) {
                throw taken(network, link, "a link of that name is somebody else's");
            }
            boolean sameVxlan = link.vxlan()
                    .filter(vxlan -> vxlan.id() == network.id() && vxlan.port() == network.port())
                    .isPresent();
            if (foreign && sameVxlan) {
                throw taken(network, link, "its VXLAN id and port are in use");
            }
        }
    }

    /** The network as it stands already, made by an agent of ours, if it does. */
    Optional<Network> standing(Network network) {
        return ours(network.bridge())
                .flatMap(_ -> ours(network.vxlan()))
                .flatMap(Link::vxlan)
                .map(vxlan -> new Network(network.id(), vxlan.port(), network.mtu()));
    }

    private Optional<Link> ours(String name) {
        return named(name).filter(Claims::isOurs);
    }

    private Optional<Link> named(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /**
     * The link of that name.
     *
     * @throws InvalidInput if it has just gone, or has another name by now: it was in the list of addresses
     */
    Link link(String name) {
        return named(name).orElseThrow(() -> new InvalidInput("link", name + " is gone", "it is looked for again"));
    }

    /** The bridge to take over, if there is one. */
    Optional<Link> adoptable(Network network) {
        return named(network.bridge()).filter(link -> !isOurs(link)).filter(this::adoptable);
    }

    private static boolean isOurs(Link link) {
        return link.group() == Owner.NODE.protocol();
    }

    private boolean adoptable(Link link) {
        return link.group() == 0
                && link.kind().equals("bridge")
                && addresses.stream()
                        .filter(address -> address.link().equals(link.name()))
                        .allMatch(address -> address.prefix().address().isLinkLocalAddress());
    }

    private static InvalidInput taken(Network network, Link link, String why) {
        return new InvalidInput(
                "vxlanId", network.id() + " cannot be used on this node, " + why + ": " + link.name(), "take another");
    }
}
