package dev.culvert.agent.gateway;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What holds a tunnel: run by this agent, or beside it. */
public sealed interface TunnelEngine extends AutoCloseable permits WireGuard, GluetunTunnel, NoTunnel {
    /**
     * The one that these settings ask for; it touches nothing yet.
     *
     * @throws IOException if a file that they name cannot be read
     * @throws dev.culvert.model.InvalidInput if they cannot be used
     */
    static TunnelEngine of(TunnelSettings settings) throws IOException {
        return switch (settings.engine()) {
            case EngineSettings.WireGuard(String conf) ->
                WireGuard.read(Path.of(conf), settings.tunnel(), settings.uplink(), Path.of(settings.folder()));
            case EngineSettings.None none -> new NoTunnel();
            case EngineSettings.Gluetun gluetun -> GluetunTunnel.of(gluetun, settings.tunnel());
        };
    }

    /** What the tunnel carries. */
    Set<Family> families();

    /** Where the tunnel may lead. */
    List<GatewaySpec.Endpoint> endpoints();

    /** The mark of the tunnel's own packets; 0 if they have none. */
    int mark();

    /** Whether it writes ways of its own into the main table. */
    default boolean writesMainTable() {
        return false;
    }

    /** Whether a firewall of its own stands beside ours, and must let pass what ours judges. */
    default boolean hasOwnFirewall() {
        return false;
    }

    /**
     * Brings the tunnel up if that is ours to do; returns whether there was anything to do.
     *
     * @throws IOException if a program is missing or refuses
     */
    default boolean ensure(RouteSocket route) throws IOException {
        return false;
    }

    /** A packet has come back through the tunnel: whatever the engine answers, it works. */
    default void carried() {}

    /** Nothing has come through for a while: where its servers have names, these are looked up again. */
    default void lookAgain() {}

    /** Whether {@link #endpoints} are others than when this was last asked. */
    default boolean takeMoved() {
        return false;
    }

    /** What it says of itself. */
    EngineReport report(RouteSocket route);

    /** Why its tunnel is not to be trusted although a packet may have come through; empty if it is. */
    default Optional<String> doubt() {
        return Optional.empty();
    }

    /** What it knows of its public address. */
    default Optional<IpAddress> publicAddress() {
        return Optional.empty();
    }

    /** The port that the provider forwards to this tunnel now. */
    default OptionalInt givenPort() {
        return OptionalInt.empty();
    }

    /**
     * Begins to ask it, on a thread of its own.
     *
     * @param port that the provider forwarded when somebody last knew
     * @param whenOtherwise called there when it says something else than before
     */
    default void watch(OptionalInt port, Runnable whenOtherwise) {}

    /** Ends what {@link #watch} began; the tunnel stays. */
    @Override
    default void close() {}
}
