package dev.culvert.model.plan;

import dev.culvert.model.net.Prefix;

/**
 * What an address of the client network is for, and where in the network such addresses lie. The place is a fixed part
 * of the network whatever the counts, so one more gateway moves neither another gateway nor a client.
 *
 * <pre>
 *     0        1/2          5/8           6/8       7/8           15/16    1
 *     | client | gateway    | ingress VIP | router  | egress VIP  | DNS    |
 * </pre>
 */
public enum Role {
    /** A pod whose traffic goes through the VPN. */
    CLIENT("clients", 1, 0),
    /** A pod that holds one tunnel. */
    GATEWAY("gateways", 3, 4),
    /** The routers' address for what arrives by one gateway; as many as gateways. */
    INGRESS_VIP("ingress VIPs", 3, 5),
    /** A pod that spreads flows over gateways. */
    ROUTER("routers", 3, 6),
    /** The clients' next hop. */
    EGRESS_VIP("egress VIPs", 4, 14),
    /** Where clients send their DNS queries. */
    DNS("DNS addresses", 4, 15);

    private final String plural;
    private final int extraBits;
    private final int index;

    Role(String plural, int extraBits, int index) {
        this.plural = plural;
        this.extraBits = extraBits;
        this.index = index;
    }

    /** The part of the network that is kept for this role. */
    Prefix region(Prefix network) {
        return network.subnet(network.length() + extraBits, index);
    }

    /** How many addresses a network of that length has for this role: a region's first and last stay unused. */
    long capacity(int networkLength) {
        int hostBits = 32 - networkLength - extraBits;
        return hostBits < 0 ? 0 : Math.max(0, (1L << hostBits) - 2);
    }

    /** As in a sentence: "gateways". */
    @Override
    public String toString() {
        return plural;
    }
}
