package dev.culvert.lab;

/** Who resolves the names that pods ask for. */
public enum Names {
    /** The name server on the internet, which pods' resolv.conf names: a resolver named in the application. */
    INTERNET,
    /** The cluster's DNS, which pods' resolv.conf names. */
    CLUSTER,
    /** Resolvers of ours, the gateways' or in sidecar routing the client's own, although pods' resolv.conf names the cluster's DNS; they ask the internet's servers plainly. */
    TUNNEL,
    /** The same; they ask the internet's server over TLS. */
    ENCRYPTED;

    /** Whether pods' resolv.conf names the cluster's DNS, as the kubelet writes it. */
    public boolean inCluster() {
        return this != INTERNET;
    }

    /** Whether resolvers of ours do it. */
    public boolean byOurs() {
        return this == TUNNEL || this == ENCRYPTED;
    }
}
