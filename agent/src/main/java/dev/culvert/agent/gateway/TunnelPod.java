package dev.culvert.agent.gateway;

import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.PageSettings;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A pod that holds a tunnel: a gateway, or a client with the tunnel in its own namespace. */
public interface TunnelPod {
    /**
     * What these settings ask for; reads the files that they name and touches nothing.
     *
     * @throws IOException if one cannot be read
     * @throws dev.culvert.model.InvalidInput if they cannot be used
     */
    static TunnelPod of(TunnelSettings settings) throws IOException {
        return switch (settings) {
            case GatewaySettings gateway -> new GatewayPod(gateway);
            case SidecarSettings sidecar -> new SidecarPod(sidecar);
        };
    }

    /** The pod's name. */
    String name();

    /** What it is, for the status. */
    String role();

    /** The tunnel's link. */
    String tunnel();

    /** The tunnel. */
    WireGuard wireguard();

    /** The plan while there is no tunnel: nothing leaves. */
    NamespacePlan closed();

    /** The plan with the tunnel: all goes into it. */
    NamespacePlan open();

    /** The one that fits what is there: a link that is down takes no route. */
    default NamespacePlan closedOrOpen(RouteSocket route) {
        return route.link(tunnel()).filter(Link::up).isPresent() ? open() : closed();
    }

    /** The nftables of the plans. */
    default Set<String> tables() {
        return Set.copyOf(closed().tables().stream().map(table -> table.path()).toList());
    }

    /** Where routers' heartbeats are answered, if there are routers. */
    Optional<IpAddress> heartbeatAddress();

    /** In overlay routing, who answers for clients that the settings do not name; in the calling thread's namespace. */
    default Optional<OverlayResolver> resolver() {
        return Optional.empty();
    }

    /** Writes what containers beside the agent wait for. */
    default void writeFiles() throws IOException {}

    /** Whom to ask through the tunnel. */
    List<IpAddress> probeTargets();

    /** Where status and logs are. */
    Path folder();

    /** Where status is told, if anybody asks. */
    Optional<PageSettings> page();
}
