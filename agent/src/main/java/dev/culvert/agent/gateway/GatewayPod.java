package dev.culvert.agent.gateway;

import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.GatewayPlan;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.dataplane.OverlayPlan;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A gateway. */
public final class GatewayPod implements TunnelPod {
    private final GatewaySettings settings;
    private final WireGuard wireguard;
    private final NamespacePlan closed;
    private final NamespacePlan open;

    /**
     * Reads the provider's file.
     *
     * @throws IOException if it cannot be read
     * @throws dev.culvert.model.InvalidInput if it cannot be used
     */
    public GatewayPod(GatewaySettings settings) throws IOException {
        this.settings = settings;
        wireguard = WireGuard.read(Path.of(settings.wireguard()), settings.tunnel(), Path.of(settings.folder()));
        GatewaySpec spec = settings.spec(wireguard.families(), wireguard.endpoints(), wireguard.mark());
        closed = withOverlay(GatewayPlan.lock(spec));
        open = withOverlay(GatewayPlan.open(spec));
    }

    private NamespacePlan withOverlay(NamespacePlan plan) {
        return Optional.ofNullable(settings.overlay())
                .map(overlay -> OverlayPlan.join(
                        plan,
                        new OverlayPlan.Device(
                                settings.link(),
                                overlay.id(),
                                ClientPlan.VXLAN_PORT,
                                settings.uplink(),
                                IpAddress.parse(settings.address()),
                                Prefix.parse(settings.network()),
                                overlay.mtu()),
                        overlay.peers().stream()
                                .map(peer -> new OverlayPlan.Peer(
                                        IpAddress.parse(peer.address()), IpAddress.parse(peer.pod())))
                                .toList()))
                .orElse(plan);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String role() {
        return "gateway";
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
        return closed;
    }

    @Override
    public NamespacePlan open() {
        return open;
    }

    @Override
    public Optional<IpAddress> heartbeatAddress() {
        return Optional.of(IpAddress.parse(settings.address()));
    }

    @Override
    public List<IpAddress> probeTargets() {
        return settings.probeTargets().stream().map(IpAddress::parse).toList();
    }

    @Override
    public Path folder() {
        return Path.of(settings.folder());
    }
}
