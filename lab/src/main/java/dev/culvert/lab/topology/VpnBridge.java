package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that clients, routers and gateways share (routing network): a bridge on each node, joined by VXLAN with
 * head-end replication, since no underlay can be counted on to carry multicast.
 */
final class VpnBridge {
    static final String NAME = "cvbr0";

    /** Outer IPv4 (20), UDP (8), VXLAN (8) and inner Ethernet (14) headers: RFC 7348, 5. */
    private static final int VXLAN_OVERHEAD = 50;

    private VpnBridge() {}

    /** The MTU that fits through the VXLAN. */
    static int mtu(int underlay) {
        return underlay - VXLAN_OVERHEAD;
    }

    static List<Script> scripts(Topology topology) {
        int mtu = mtu(topology.spec().underlayMtu());
        List<Host> nodes = topology.hosts(HostRole.NODE);
        return nodes.stream().map(node -> script(node, nodes, mtu)).toList();
    }

    private static Script script(Host node, List<Host> nodes, int mtu) {
        List<String> lines = new ArrayList<>();
        lines.add("ip link add %s mtu %d type bridge".formatted(NAME, mtu));
        lines.add("echo 1 > /proc/sys/net/ipv6/conf/%s/disable_ipv6".formatted(NAME));
        // A node routes whatever is addressed to its bridge's MAC, even though the bridge has no address: past every
        // tunnel.
        lines.add("echo 0 > /proc/sys/net/ipv4/conf/%s/forwarding".formatted(NAME));
        lines.add("ip link add cvx0 mtu %d type vxlan id 1000 dstport 4790 local %s dev %s"
                .formatted(mtu, node.v4().orElseThrow(), Host.PRIMARY));
        lines.add("ip link set cvx0 master %s up".formatted(NAME));
        lines.add("ip link set %s up".formatted(NAME));
        for (Host other : nodes) {
            if (!other.equals(node)) {
                lines.add("bridge fdb append 00:00:00:00:00:00 dev cvx0 dst %s"
                        .formatted(other.v4().orElseThrow()));
            }
        }
        return new Script(node.name(), lines);
    }
}
