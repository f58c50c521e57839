package dev.culvert.agent.gateway;

import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.PageSettings;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.PrefixSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A client with the tunnel in its own namespace. */
public final class SidecarPod implements TunnelPod {
    private final SidecarSettings settings;
    private final WireGuard wireguard;
    private final ClientPlan.Sidecar plan;

    /**
     * Reads the provider's file.
     *
     * @throws IOException if it cannot be read
     * @throws dev.culvert.model.InvalidInput if it cannot be used
     */
    public SidecarPod(SidecarSettings settings) throws IOException {
        this.settings = settings;
        wireguard = WireGuard.of(settings);
        plan = new ClientPlan.Sidecar(
                settings.tunnel(),
                wireguard.families(),
                wireguard.endpoints(),
                wireguard.mark(),
                settings.uplink(),
                PrefixSet.parse(settings.local().toArray(String[]::new)),
                settings.ports().stream().map(InboundSettings.Port::forward).toList());
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String role() {
        return "sidecar";
    }

    @Override
    public String tunnel() {
        return settings.tunnel();
    }

    @Override
    public WireGuard wireguard() {
        return wireguard;
    }

    @Override
    public NamespacePlan closed() {
        return plan.lock();
    }

    @Override
    public NamespacePlan open() {
        return plan.open();
    }

    @Override
    public Optional<IpAddress> heartbeatAddress() {
        return Optional.empty();
    }

    @Override
    public List<IpAddress> probeTargets() {
        return settings.probeTargets().stream().map(IpAddress::parse).toList();
    }

    @Override
    public Path folder() {
        return Path.of(settings.folder());
    }

    @Override
    public Optional<PageSettings> page() {
        return Optional.ofNullable(settings.page());
    }
}
