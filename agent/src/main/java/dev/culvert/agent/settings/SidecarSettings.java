package dev.culvert.agent.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a tunnel in the client's own namespace, as its file has them.
 *
 * @param name the pod's
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param tunnel the name that the tunnel's link has
 * @param engine what holds the tunnel
 * @param probeTargets whom it asks through its tunnel to know that it is ready
 * @param folder where status and logs are
 * @param page where status is told; null where nobody asks
 * @param ports what remotes reach here
 */
public record SidecarSettings(
        String name,
        String uplink,
        List<String> local,
        String tunnel,
        EngineSettings engine,
        List<String> probeTargets,
        String folder,
        @Nullable PageSettings page,
        List<InboundSettings.Port> ports)
        implements TunnelSettings {
    public SidecarSettings {
        ports = ports == null ? List.of() : List.copyOf(ports);
    }
}
