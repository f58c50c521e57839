package dev.culvert.model.plan;

import dev.culvert.model.net.Family;

/** How packets are wrapped, and how many bytes the wrapping takes from each. */
public enum Encapsulation {
    /** RFC 7348: the inner Ethernet header 14, VXLAN 8, UDP 8, and the outer IP header. */
    VXLAN(30),
    /** WireGuard's data message: type, receiver and counter 16, tag 16, UDP 8, and the outer IP header. */
    WIREGUARD(40),
    /** OpenVPN over UDP with an AEAD cipher: opcode and peer 4, packet id 4, tag 16, UDP 8, and the outer IP header. */
    OPENVPN(32);

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final int overIp;

    Encapsulation(int overIp) {
        this.overIp = overIp;
    }

    /**
     * The bytes that each packet grows by.
     *
     * @param outer the family of the packets that carry it
     */
    public int overhead(Family outer) {
        return overIp + (outer == Family.IPV4 ? IPV4_HEADER : IPV6_HEADER);
    }
}
