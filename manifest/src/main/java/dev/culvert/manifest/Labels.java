package dev.culvert.manifest;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The labels and annotations of ours, and what each is for. */
public final class Labels {
    /** Who made it. Selects everything of ours. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** What the field manager of everything that we write is called. */
    public static final String CULVERT = "culvert";

    /** On gateways' objects and pods: the VpnGateway's name. */
    public static final String GATEWAY = "culvert.dev/gateway";

    /** On gateways' pods: the exit's name. */
    public static final String EXIT = "culvert.dev/exit";

    /** On routers' pods: the router's number. */
    public static final String ROUTER = "culvert.dev/router";

    /** On clients' objects and pods: the VpnClient's name. */
    public static final String CLIENT = "culvert.dev/client";

    /** On clients' pods: the VpnGateway that their traffic leaves through, and its namespace. */
    public static final String VIA = "culvert.dev/via";

    /** See {@link #VIA}. */
    public static final String VIA_NAMESPACE = "culvert.dev/via-namespace";

    /** What we put on clients' pods. */
    public static final Set<String> OF_CLIENT_PODS = Set.of(CLIENT, VIA, VIA_NAMESPACE);

    /** On pods, by their owner: with {@link #VPN_ONLY} the kill switch holds from the first moment, attached or not. */
    public static final String EGRESS = "culvert.dev/egress";

    /** See {@link #EGRESS}. */
    public static final String VPN_ONLY = "vpn-only";

    /** Annotation on clients' pod templates: what was attached, as a hash; it changes when pods must be made anew. */
    public static final String ATTACHMENT = "culvert.dev/attachment";

    /**
     * On the network that a client's pods ask for, in uplink routing, where their own lock alone can close them: {@link #OPEN},
     * {@link #CLOSED}, or {@link #OPEN_AGAIN}, which their nodes are told as well.
     */
    public static final String LOCK = "culvert.dev/lock";

    /** See {@link #LOCK}. */
    public static final String OPEN = "open";

    /** See {@link #LOCK}. */
    public static final String CLOSED = "closed";

    /** See {@link #LOCK}. */
    public static final String OPEN_AGAIN = "open-again";

    /** Annotation that is touched on running pods so that the kubelet refreshes their settings at once. */
    public static final String SETTINGS = "culvert.dev/settings";

    /** Annotation on pod templates: the Secret's version where its change needs a new pod. */
    public static final String SECRET = "culvert.dev/secret";

    /** On Secrets, by their owner: with {@code true} their keys may be sent to whom a VpnClient of their namespace announces a port. */
    public static final String ANNOUNCE = "culvert.dev/announce";

    /** Namespaces' own label of their name (Kubernetes 1.22). */
    public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private Labels() {}

    /** On the operator's own pods. */
    public static Map<String, String> operator() {
        return new TreeMap<>(Map.of("app.kubernetes.io/name", CULVERT, "app.kubernetes.io/component", "operator"));
    }

    /** On an object of a gateway. */
    public static Map<String, String> gateway(String name, String component) {
        return of(name, component, GATEWAY);
    }

    /** On an object of a client. */
    public static Map<String, String> client(String name, String component) {
        return of(name, component, CLIENT);
    }

    private static Map<String, String> of(String name, String component, String own) {
        return new TreeMap<>(Map.of(
                "app.kubernetes.io/name",
                CULVERT,
                "app.kubernetes.io/instance",
                name,
                "app.kubernetes.io/component",
                component,
                MANAGED_BY,
                CULVERT,
                own,
                name));
    }
}
