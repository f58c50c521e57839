package dev.culvert.agent.gateway;

import java.util.List;

/**
 * The settings of a tunnel in the client's own namespace, as its file has them.
 *
 * @param name the pod's
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param tunnel the name that the tunnel's link gets
 * @param wireguard the path of the provider's own {@code .conf}
 * @param probeTargets whom it asks through its tunnel to know that it is ready
 * @param folder where status and logs are
 */
public record SidecarSettings(
        String name,
        String uplink,
        List<String> local,
        String tunnel,
        String wireguard,
        List<String> probeTargets,
        String folder) {}
