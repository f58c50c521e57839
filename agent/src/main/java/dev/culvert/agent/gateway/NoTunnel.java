package dev.culvert.agent.gateway;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.model.net.Family;
import dev.culvert.netlink.RouteSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** No tunnel, on purpose: the lock lets nothing into it, should its link still be there, and nothing of its own out. */
final class NoTunnel implements TunnelEngine {
    @Override
    public Set<Family> families() {
        return Set.of();
    }

    @Override
    public List<GatewaySpec.Endpoint> endpoints() {
        return List.of();
    }

    @Override
    public int mark() {
        return 0;
    }

    /** The engine that was asked for before may still run, and does not know that it is no more. */
    @Override
    public boolean writesMainTable() {
        return true;
    }

    @Override
    public EngineReport report(RouteSocket route) {
        return EngineReport.DOWN;
    }

    @Override
    public Optional<String> doubt() {
        return Optional.of("the tunnel was taken back; nothing leaves");
    }
}
