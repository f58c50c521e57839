package dev.culvert.agent.settings;

import dev.culvert.model.net.Prefix;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's settings, as its file has them.
 *
 * @param name the pod's
 * @param link its link on the client network
 * @param address its own address there
 * @param network the client network; in overlay routing, the overlay
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param tunnel the name that the tunnel's link has
 * @param engine what holds the tunnel
 * @param overlay in overlay routing, the VXLAN device that is {@code link}; null otherwise
 * @param probeTargets whom the gateway asks through its tunnel to know that it is ready
 * @param folder where status and logs are
 * @param page where status is told; null where nobody asks
 * @param inbound what remotes reach by it; null if nothing
 * @param resolver who resolves clients' names; null if nobody does here
 * @param closed addresses on the client network of pods that are no clients any more: nothing is carried for them
 */
public record GatewaySettings(
        String name,
        String link,
        String address,
        String network,
        String uplink,
        List<String> local,
        String tunnel,
        EngineSettings engine,
        @Nullable Overlay overlay,
        List<String> probeTargets,
        String folder,
        @Nullable PageSettings page,
        @Nullable InboundSettings inbound,
        @Nullable ResolverSettings resolver,
        List<String> closed)
        implements TunnelSettings {
    /**
     * The gateway's end of the overlay.
     *
     * @param id the VNI
     * @param mtu of the VXLAN device, in bytes
     * @param podNetworks the cluster's pod networks
     * @param gateways all gateways, itself perhaps among them
     * @param clients pod addresses of known clients; others are resolved when they are asked for
     */
    public record Overlay(int id, int mtu, List<String> podNetworks, List<Gateway> gateways, List<String> clients) {}

    /**
     * A gateway on the overlay.
     *
     * @param address on the overlay
     * @param pod its pod's address; null while it has none
     */
    public record Gateway(String address, @Nullable String pod) {}

    /** Who has which address on an overlay. */
    public OverlayAddresses addresses(Overlay of) {
        return OverlayAddresses.of(
                Prefix.parse(network),
                of.podNetworks().stream().map(Prefix::parse).toList());
    }
}
