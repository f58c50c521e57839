package dev.culvert.agent.gateway;

import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.PageSettings;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.dataplane.InboundFlows;
import dev.culvert.dataplane.LocalWays;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

    /** How local networks are reached from the calling thread's namespace, whatever the engine does to its routes. */
    static LocalWays ways(TunnelSettings settings, TunnelEngine engine) {
        if (!engine.writesMainTable()) {
            return LocalWays.MAIN;
        }
        try (var route = new RouteSocket()) {
            return LocalWays.copied(settings.uplink(), settings.localNetworks(), route.routes());
        }
    }

    /** What it was made from. */
    TunnelSettings settings();

    /** What it is, for the status. */
    String role();

    /** The tunnel's link. */
    default String tunnel() {
        return settings().tunnel();
    }

    /** What holds the tunnel. */
    TunnelEngine engine();

    /** What its namespace should hold, while the provider forwards that port, if any. */
    TunnelPlans plans(OptionalInt given);

    /** Flows from remotes, where clients are beyond the pod. */
    default Optional<InboundFlows> inbound(OptionalInt given) {
        return Optional.empty();
    }

    /** Where routers' heartbeats are answered, if there are routers. */
    Optional<IpAddress> heartbeatAddress();

    /** In overlay routing, who answers for clients that the settings do not name; in the calling thread's namespace. */
    default Optional<OverlayResolver> resolver() {
        return Optional.empty();
    }

    /** Where routers' clients ask for names, if they may. */
    default Optional<IpAddress> resolverAddress() {
        return Optional.empty();
    }

    /** Writes what containers beside the agent wait for. */
    default void writeFiles() throws IOException {}

    /** Whom to ask through the tunnel. */
    default List<IpAddress> probeTargets() {
        return settings().probeTargets().stream().map(IpAddress::parse).toList();
    }

    /** Where status and logs are. */
    default Path folder() {
        return Path.of(settings().folder());
    }

    /** Where status is told, if anybody asks. */
    default Optional<PageSettings> page() {
        return Optional.ofNullable(settings().page());
    }

    /** Its port. */
    default OptionalInt pagePort() {
        return page().map(page -> OptionalInt.of(page.port())).orElseGet(OptionalInt::empty);
    }
}
