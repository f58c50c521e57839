package dev.culvert.agent.gateway;

import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's settings, as its file has them.
 *
 * @param name the pod's
 * @param link its link on the client network
 * @param address its own address there
 * @param network the client network
 * @param uplink its link to the pod network
 * @param local the networks that are reached without the tunnel
 * @param tunnel the name that the tunnel's link gets
 * @param wireguard the path of the provider's own {@code .conf}
 * @param routers addresses of routers that speak VRRP to this pod (overlay routing)
 * @param overlay in overlay routing, the VXLAN device that is {@code link}; null otherwise
 * @param probeTargets whom the gateway asks through its tunnel to know that it is ready
 * @param folder where status and logs are
 */
public record GatewaySettings(
        String name,
        String link,
        String address,
        String network,
        String uplink,
        List<String> local,
        String tunnel,
        String wireguard,
        List<String> routers,
        @Nullable Overlay overlay,
        List<String> probeTargets,
        String folder) {
    /** The mark of the tunnel's own packets, unless the provider's file has one. */
    public static final int MARK = 51820;

    /**
     * The gateway's end of the overlay.
     *
     * @param id the VNI
     * @param mtu of the VXLAN device, in bytes
     * @param peers the other ends: clients and other gateways
     */
    public record Overlay(int id, int mtu, List<Peer> peers) {
        /** A pod's address on the overlay, and on the pod network. */
        public record Peer(String address, String pod) {}
    }

    /** What the data plane needs of it, and of the tunnel. */
    GatewaySpec spec(Set<Family> families, List<GatewaySpec.Endpoint> endpoints, int mark) {
        return new GatewaySpec(
                link,
                Prefix.parse(network),
                uplink,
                localPrefixes(),
                tunnel,
                families,
                endpoints,
                mark,
                dev.culvert.agent.wire.Heartbeat.PORT,
                overlay != null,
                routers.stream().map(IpAddress::parse).toList());
    }

    PrefixSet localPrefixes() {
        return PrefixSet.parse(local.toArray(String[]::new));
    }
}
