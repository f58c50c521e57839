package dev.culvert.lab;

/** Who resolves the names that pods ask for. */
public enum Names {
    /** The name server on the internet, which pods' resolv.conf names: a resolver named in the application. */
    INTERNET,
    /** The cluster's DNS, which pods' resolv.conf names. */
    CLUSTER,
    /** The gateways' resolvers, although pods' resolv.conf names the cluster's DNS; they ask the internet's servers plainly. */
    TUNNEL,
    /** The same; they ask the internet's server over TLS. */
    ENCRYPTED;

    /** Whether pods' resolv.conf names the cluster's DNS, as the kubelet writes it. */
    public boolean inCluster() {
        return this != INTERNET;
    }

    /** Whether gateways resolve. */
    public boolean byGateways() {
        return this == TUNNEL || this == ENCRYPTED;
    }
}
