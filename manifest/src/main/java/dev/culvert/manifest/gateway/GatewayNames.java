package dev.culvert.manifest.gateway;

import dev.culvert.manifest.api.VpnGateway;
import java.util.regex.Pattern;

/** What a gateway's objects are called; all are in its namespace. */
public final class GatewayNames {
    /** The container of an exit's pod in which its agent runs. */
    public static final String AGENT = "gateway";

    private static final String FIRST = "-0";
    private static final String SETTINGS = "-settings";

    private GatewayNames() {}

    /** The StatefulSet of an exit. */
    public static String statefulSet(VpnGateway gateway, String exit) {
        return name(gateway) + "-" + exit;
    }

    /** An exit's pod. */
    public static String pod(VpnGateway gateway, String exit) {
        return statefulSet(gateway, exit) + FIRST;
    }

    /** The StatefulSet of router {@code number}, from 1, in network routing. */
    public static String router(VpnGateway gateway, int number) {
        return name(gateway) + "-router-" + number;
    }

    /** The client network as its pods ask for it, in network routing. */
    public static String network(VpnGateway gateway) {
        return name(gateway) + "-network";
    }

    /** The ConfigMap with an exit's settings. */
    public static String settings(VpnGateway gateway, String exit) {
        return statefulSet(gateway, exit) + SETTINGS;
    }

    /** The ConfigMap with a router's settings. */
    static String routerSettings(VpnGateway gateway, int number) {
        return router(gateway, number) + SETTINGS;
    }

    /** The ConfigMap that a pod of an exit or a router mounts: its StatefulSet has no other pod. */
    public static String settingsOf(String pod) {
        return pod.substring(0, Math.max(0, pod.length() - FIRST.length())) + SETTINGS;
    }

    /** Whether a ConfigMap of its namespace may be an exit's or a router's settings, of today or of what the spec may become. */
    public static boolean areSettings(VpnGateway gateway, String configMap) {
        return configMap.matches(Pattern.quote(name(gateway)) + "-.+" + SETTINGS);
    }

    /** The headless Service of all its pods. */
    public static String service(VpnGateway gateway) {
        return name(gateway) + "-gateway";
    }

    /** Its pods' ServiceAccount, which may do nothing. */
    public static String serviceAccount(VpnGateway gateway) {
        return name(gateway) + "-gateway";
    }

    /** Its pods' NetworkPolicy. */
    public static String policy(VpnGateway gateway) {
        return name(gateway) + "-gateway";
    }

    /** Its pods' PodDisruptionBudget. */
    public static String budget(VpnGateway gateway) {
        return name(gateway) + "-gateway";
    }

    /** The Secret whose key {@code token} the operator shows to read its pods' status. */
    public static String statusToken(VpnGateway gateway) {
        return name(gateway) + "-status";
    }

    private static String name(VpnGateway gateway) {
        return gateway.getMetadata().getName();
    }
}
