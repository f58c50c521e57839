package dev.culvert.lab.topology;

/**
 * The network that clients, routers and gateways share (routing network): a bridge on each node, joined by VXLAN. Nodes'
 * agents make both.
 */
public final class VpnBridge {
    /** The VNI. */
    public static final int ID = 1000;

    /** UDP port of the VXLAN; 4789 is likely a CNI's. */
    public static final int PORT = 4790;

    /** The bridge on each node. */
    static final String NAME = "cvbr" + ID;

    /** Outer IPv4 (20), UDP (8), VXLAN (8) and inner Ethernet (14) headers: RFC 7348, 5. */
    private static final int VXLAN_OVERHEAD = 50;

    private VpnBridge() {}

    /** The MTU that fits through the VXLAN. */
    static int mtu(int underlay) {
        return underlay - VXLAN_OVERHEAD;
    }
}
