package dev.culvert.dataplane;

import dev.culvert.dataplane.nft.NftTable;

/**
 * Has the kernel look up the way of each VXLAN frame anew. A forwarding entry keeps the route to where it leads (dst_cache), and
 * keeps it also when it has learned that its MAC address is elsewhere now (vxlan_snoop in drivers/net/vxlan, seen on Linux
 * 6.18): after a move from a pod of the client's own node, a neighbour, to one behind the node's router, or back, frames are
 * sent to a neighbour that is not there. The kernel does not use what it kept for packets that have a mark
 * (ip_tunnel_dst_cache_usable).
 */
final class FreshRoutes {
    private static final int ANY_MARK = 0x10000;

    private FreshRoutes() {}

    /**
     * The table. It marks and decides nothing; no rule of routing looks at this mark.
     *
     * @param vxlan the device
     */
    static NftTable table(String vxlan) {
        return NftTable.parse("""
                table inet culvert_overlay {
                	chain leaving {
                		type filter hook output priority mangle; policy accept;
                		oifname "%s" meta mark set 0x%08x
                	}
                }
                """.formatted(vxlan, ANY_MARK));
    }
}
