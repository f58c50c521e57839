package dev.culvert.dataplane;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a gateway's data plane depends on.
 *
 * @param link its link on the client network
 * @param network the client network
 * @param uplink its link to the pod network, which carries the tunnel
 * @param local the networks that are reached without the tunnel
 * @param tunnel the tunnel's link
 * @param families what the tunnel carries
 * @param endpoints where the tunnel leads
 * @param mark the firewall mark of the tunnel's own packets, not 0
 * @param heartbeatPort UDP port on the client network where routers ask whether the pod is alive
 * @param pagePort TCP port on the pod network where the agent tells its status, if it does
 * @param overlay in overlay routing, where its ends are; the same namespace is a router then
 * @param inbound what remotes reach by it
 * @param resolver the resolver in the gateway's pod, if there is one
 */
public record GatewaySpec(
        String link,
        Prefix network,
        String uplink,
        PrefixSet local,
        String tunnel,
        Set<Family> families,
        List<Endpoint> endpoints,
        int mark,
        int heartbeatPort,
        OptionalInt pagePort,
        Optional<Overlay> overlay,
        Inbound inbound,
        Optional<ResolverSpec> resolver) {
    public GatewaySpec {
        families = Set.copyOf(families);
        endpoints = List.copyOf(endpoints);
    }

    /**
     * An overlay's ends.
     *
     * @param addresses who has which address
     * @param peers the other gateways' addresses on the overlay, which are routers' as well
     * @param gateways their pods' addresses, as far as they are known
     */
    public record Overlay(OverlayAddresses addresses, List<IpAddress> peers, List<IpAddress> gateways) {
        public Overlay {
            peers = List.copyOf(peers);
            gateways = List.copyOf(gateways);
        }
    }

    /**
     * What remotes reach by a gateway.
     *
     * @param gateway its mark at routers; with ports, at most {@link InboundTag#LAST}
     * @param ports the ports and the clients behind them
     */
    public record Inbound(int gateway, List<PortForward> ports) {
        /** Nothing. */
        public static final Inbound NONE = new Inbound(0, List.of());

        /**
         * Refuses ports at a gateway whose number is too high.
         *
         * @throws InvalidInput naming the number that would fit
         */
        public Inbound {
            ports = List.copyOf(ports);
            if (!ports.isEmpty() && !InboundTag.fits(gateway)) {
                throw new InvalidInput(
                        "inbound.gateway",
                        "gateway %d has ports, and only gateways 1 to %d can".formatted(gateway, InboundTag.LAST),
                        "spread the exits over more gateway resources, or leave ports out");
            }
        }
    }

    /** The far end of a tunnel's UDP. */
    public record Endpoint(IpAddress address, int port) {}
}
