package dev.culvert.agent.gateway;

import dev.culvert.agent.resolver.ResolverFiles;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.GatewayPlan;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.dataplane.InboundFlows;
import dev.culvert.dataplane.LocalWays;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.dataplane.OverlayPlan;
import dev.culvert.dataplane.Passage;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.OverlayAddresses;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A gateway. */
public final class GatewayPod implements TunnelPod {
    private final GatewaySettings settings;
    private final TunnelEngine engine;
    private final LocalWays ways;

    /**
     * Reads the provider's file.
     *
     * @throws IOException if it cannot be read
     * @throws dev.culvert.model.InvalidInput if it cannot be used
     */
    public GatewayPod(GatewaySettings settings) throws IOException {
        this.settings = settings;
        engine = TunnelEngine.of(settings);
        ways = TunnelPod.ways(settings, engine);
        // What cannot be used is refused now, before anything is touched.
        plans(OptionalInt.empty());
    }

    @Override
    public TunnelPlans plans(OptionalInt given) {
        GatewaySpec spec = spec(given);
        List<Passage> passages = engine.hasOwnFirewall() ? GatewayPlan.passages(spec) : List.of();
        return new TunnelPlans(
                settings.tunnel(),
                withOverlay(GatewayPlan.lock(spec)).withPassages(passages),
                withOverlay(GatewayPlan.open(spec)).withPassages(passages));
    }

    @Override
    public Optional<InboundFlows> inbound(OptionalInt given) {
        return Optional.of(new InboundFlows(
                Prefix.parse(settings.network()), spec(given).inbound().ports()));
    }

    private GatewaySpec spec(OptionalInt given) {
        return new GatewaySpec(
                settings.link(),
                Prefix.parse(settings.network()),
                settings.uplink(),
                settings.localNetworks(),
                ways,
                settings.tunnel(),
                engine.families(),
                engine.endpoints(),
                engine.mark(),
                Heartbeat.PORT,
                pagePort(),
                Optional.ofNullable(settings.overlay()).map(this::ends),
                Optional.ofNullable(settings.inbound())
                        .map(inbound -> inbound(inbound, given))
                        .orElse(GatewaySpec.Inbound.NONE),
                Optional.ofNullable(settings.resolver()).map(ResolverSettings::spec),
                settings.closed().stream().map(IpAddress::parse).toList());
    }

    private static GatewaySpec.Inbound inbound(InboundSettings inbound, OptionalInt given) {
        return new GatewaySpec.Inbound(
                inbound.gateway(),
                inbound.ports().stream()
                        .flatMap(port -> port.forward(given).stream())
                        .toList());
    }

    private GatewaySpec.Overlay ends(GatewaySettings.Overlay overlay) {
        return new GatewaySpec.Overlay(
                settings.addresses(overlay),
                otherGateways().map(other -> IpAddress.parse(other.address())).toList(),
                gateways().map(OverlayPlan.Peer::pod).toList());
    }

    private Stream<GatewaySettings.Gateway> otherGateways() {
        return Optional.ofNullable(settings.overlay()).map(GatewaySettings.Overlay::gateways).stream()
                .flatMap(List::stream)
                .filter(gateway -> !gateway.address().equals(settings.address()));
    }

    private NamespacePlan withOverlay(NamespacePlan plan) {
        GatewaySettings.Overlay overlay = settings.overlay();
        if (overlay == null) {
            return plan;
        }
        var device = new OverlayPlan.Device(
                settings.link(),
                overlay.id(),
                ClientPlan.VXLAN_PORT,
                settings.uplink(),
                IpAddress.parse(settings.address()),
                Prefix.parse(settings.network()),
                overlay.mtu());
        return OverlayPlan.join(
                plan, device, Stream.concat(gateways(), clients(overlay)).toList());
    }

    private Stream<OverlayPlan.Peer> gateways() {
        return otherGateways()
                .flatMap(other -> Stream.ofNullable(other.pod())
                        .map(pod -> new OverlayPlan.Peer(IpAddress.parse(other.address()), IpAddress.parse(pod))));
    }

    private Stream<OverlayPlan.Peer> clients(GatewaySettings.Overlay overlay) {
        OverlayAddresses addresses = settings.addresses(overlay);
        return overlay.clients().stream()
                .map(IpAddress::parse)
                .map(pod -> addresses
                        .ofPod(pod)
                        .map(address -> new OverlayPlan.Peer(address, pod))
                        .orElseThrow(() -> new InvalidInput(
                                "overlay.clients",
                                pod + " is in none of " + overlay.podNetworks(),
                                "name all pod networks of the cluster")));
    }

    @Override
    public GatewaySettings settings() {
        return settings;
    }

    @Override
    public String role() {
        return "gateway";
    }

    @Override
    public TunnelEngine engine() {
        return engine;
    }

    @Override
    public Optional<IpAddress> heartbeatAddress() {
        return Optional.of(IpAddress.parse(settings.address()));
    }

    @Override
    public Optional<OverlayResolver> resolver() {
        return Optional.ofNullable(settings.overlay())
                .map(overlay -> new OverlayResolver(settings.link(), settings.addresses(overlay)));
    }

    @Override
    public Optional<IpAddress> resolverAddress() {
        return Optional.ofNullable(settings.resolver())
                .map(ResolverSettings::address)
                .map(IpAddress::parse);
    }

    @Override
    public void writeFiles() throws IOException {
        ResolverSettings resolver = settings.resolver();
        if (resolver != null) {
            ResolverFiles.write(resolver, Prefix.parse(settings.network()), folder());
        }
    }
}
