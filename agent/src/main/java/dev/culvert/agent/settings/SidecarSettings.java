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
 * @param names which queries its own resolver answers; null where it has none
 * @param resolver what that one is told; null where it has none
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
        List<InboundSettings.Port> ports,
        @Nullable NamesSettings names,
        @Nullable ResolverSettings resolver)
        implements TunnelSettings {
    public SidecarSettings {
        ports = ports == null ? List.of() : List.copyOf(ports);
    }

    /** The same pod when there is no tunnel for it any more: nothing leaves, and nothing comes in. */
    public SidecarSettings withoutTunnel() {
        return new SidecarSettings(
                name,
                uplink,
                local,
                tunnel,
                new EngineSettings.None(),
                probeTargets,
                folder,
                page,
                List.of(),
                names,
                resolver);
    }
}
