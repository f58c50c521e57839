package dev.culvert.lab;

import java.util.Locale;

/** What a host of the laboratory is, in the order in which people read them. */
public enum HostRole {
    /** A pod whose traffic goes through the VPN; its programs hold no capability. */
    CLIENT,
    /** A pod that spreads clients' flows over gateways. */
    ROUTER,
    /** The pod (with routing uplink: the machine) that holds one tunnel. */
    GATEWAY,
    /** A pod that is no client. */
    POD,
    /** A machine of the cluster. */
    NODE,
    /** A machine on the local networks that is no client. */
    CLUSTER,
    /** The hop that all traffic of the site crosses; leaks are captured here. */
    UPLINK,
    /** A provider's end of one tunnel, with one public address. */
    EXIT,
    /** A server on the internet. */
    REMOTE,
    /** The name server on the internet. */
    DNS,
    /** The internet's own router. */
    INTERNET,
    /** A LAN switch: a bridge without an address. */
    SWITCH;

    /** The word in names and tables. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
