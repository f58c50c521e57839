package dev.culvert.manifest.client;

import dev.culvert.manifest.Hash;
import dev.culvert.manifest.api.VpnClient;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** What a client's objects are called; all are in its namespace. */
public final class ClientNames {
    /** The policy of all pods with the label that wants them closed from their first moment. */
    public static final String VPN_ONLY = "culvert-vpn-only";

    private ClientNames() {}

    /** The ConfigMap with the agent's settings. */
    public static String settings(VpnClient client) {
        return "culvert-" + client.getMetadata().getName();
    }

    /**
     * Policy and settings of workloads that it named before. No VpnClient's settings are called so: those have a hyphen where this has
     * a dot.
     */
    public static String former(VpnClient client) {
        return "culvert.former-" + client.getMetadata().getName();
    }

    /** The policy of the pods of one workload that it named before. */
    static String former(VpnClient client, HasMetadata workload) {
        return former(client) + "-"
                + Hash.of(workload.getKind() + "/" + workload.getMetadata().getName());
    }

    /** The network that its pods ask for, in network and uplink routing. */
    public static String network(String client) {
        return "culvert-" + client;
    }

    /** The kill switch. */
    public static String egress(VpnClient client) {
        return "culvert-" + client.getMetadata().getName() + "-egress";
    }

    /** The Secret whose key {@code token} the operator shows to read a sidecar's status. */
    public static String statusToken(VpnClient client) {
        return "culvert-" + client.getMetadata().getName() + "-status";
    }

    /** Who may send overlay frames, or ask a sidecar's agent for its status. */
    public static String ingress(VpnClient client) {
        return "culvert-" + client.getMetadata().getName() + "-ingress";
    }
}
