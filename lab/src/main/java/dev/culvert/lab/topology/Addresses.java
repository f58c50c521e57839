package dev.culvert.lab.topology;

/**
 * The laboratory's numbering. Public addresses come from the documentation ranges (RFC 5737, RFC 3849), tunnels' inner
 * ones from the shared range (RFC 6598), so that none of them can be mistaken for a local network.
 */
public final class Addresses {
    /** The networks that never go through the VPN. */
    public static final String LOCAL_V4 = "10.0.0.0/8";

    /** The site's own IPv6: routed on the internet and never translated, so that a leak would really arrive. */
    public static final String LOCAL_V6 = "2001:db8:10::/48";

    public static final String UPLINK_LAN_V4 = "10.10.0.1";
    public static final String UPLINK_LAN_V6 = "2001:db8:10::1";
    public static final String UPLINK_WAN_V4 = "192.0.2.1";
    public static final String UPLINK_WAN_V6 = "2001:db8:192::1";
    public static final String CLUSTER_V4 = "10.10.0.50";
    public static final String CLUSTER_V6 = "2001:db8:10::50";
    public static final String DNS_V4 = "198.51.100.53";
    public static final String DNS_V6 = "2001:db8:100::53";

    /** The cluster's DNS, by its Service's address: the machine cluster-1 holds it. */
    public static final String CLUSTER_DNS = "10.96.0.10";

    /** The network of the cluster's services. */
    public static final String SERVICES = "10.96.0.0/16";

    /** Where NodeLocal DNSCache would listen on each node. */
    public static final String NODE_LOCAL_DNS = "169.254.20.10";

    /** The one address of all gateways' resolvers. */
    public static final String RESOLVER = "192.0.2.53";

    /** The last address of each public IPv4 network is the internet router's. */
    public static final String ROUTER_SUFFIX_V4 = ".254";

    public static final String ROUTER_SUFFIX_V6 = "::fe";

    /** The UDP port at which every exit listens. */
    public static final int TUNNEL_PORT = 51820;

    private Addresses() {}

    static String exitV4(int exit) {
        return "203.0.113." + exit;
    }

    static String exitV6(int exit) {
        return "2001:db8:113::" + exit;
    }

    static String remoteV4(int remote) {
        return "198.51.100." + (10 + remote);
    }

    static String remoteV6(int remote) {
        return "2001:db8:100::" + (10 + remote);
    }

    static String nodeV4(int node) {
        return "10.10.0." + (10 + node);
    }

    static String nodeV6(int node) {
        return "2001:db8:10::" + (10 + node);
    }

    static String podNetV4(int node) {
        return "10.244." + node + ".";
    }

    static String podNetV6(int node) {
        return "2001:db8:10:" + node + "::";
    }

    /** An external gateway's own address on the site's LAN (routing uplink). */
    static String externalGatewayV4(int gateway) {
        return "10.10.0." + (100 + gateway);
    }

    static String externalGatewayV6(int gateway) {
        return "2001:db8:10::" + (100 + gateway);
    }

    /** A gateway's address on the nodes' second LAN (routing uplink). */
    public static String vpnLanGateway(int gateway) {
        return "10.10.20." + gateway;
    }

    static String vpnLanClient(int client) {
        return "10.10.20." + (100 + client);
    }
}
