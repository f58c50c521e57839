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
import java.util.StringJoiner;

/**
 * What a gateway's data plane depends on.
 *
 * @param link its link on the client network
 * @param network the client network
 * @param uplink its link to the pod network, which carries the tunnel
 * @param local the networks that are reached without the tunnel
 * @param ways how they are reached
 * @param tunnel the tunnel's link
 * @param families what the tunnel carries
 * @param endpoints where the tunnel leads
 * @param mark the firewall mark of the tunnel's own packets; 0 if they have none
 * @param heartbeatPort UDP port on the client network where routers ask whether the pod is alive
 * @param pagePort TCP port on the pod network where the agent tells its status, if it does
 * @param overlay in overlay routing, where its ends are; the same namespace is a router then
 * @param inbound what remotes reach by it
 * @param resolver the resolver in the gateway's pod, if there is one
 * @param closed addresses on the client network of whoever is no client any more
 */
public record GatewaySpec(
        String link,
        Prefix network,
        String uplink,
        PrefixSet local,
        LocalWays ways,
        String tunnel,
        Set<Family> families,
        List<Endpoint> endpoints,
        int mark,
        int heartbeatPort,
        OptionalInt pagePort,
        Optional<Overlay> overlay,
        Inbound inbound,
        Optional<ResolverSpec> resolver,
        List<IpAddress> closed) {
    public GatewaySpec {
        families = Set.copyOf(families);
        endpoints = List.copyOf(endpoints);
        closed = List.copyOf(closed);
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

    /**
     * Where a tunnel's own packets go.
     *
     * @param network the far end; a provider's servers, where the engine chooses among them
     * @param port theirs; none if it is not known
     * @param transport theirs
     */
    public record Endpoint(Prefix network, OptionalInt port, PortForward.Transport transport) {
        /** The far end of a WireGuard tunnel. */
        public static Endpoint of(IpAddress address, int port) {
            return new Endpoint(Prefix.host(address), OptionalInt.of(port), PortForward.Transport.UDP);
        }

        /** Whether it is reached by IPv6. */
        boolean isIpv6() {
            return network.family() == Family.IPV6;
        }

        /** In nft's words; with mark 0 it is the place alone that tells, since the engine gives its packets none. */
        String matched(int mark) {
            var words = new StringJoiner(" ");
            if (mark != 0) {
                words.add("meta mark 0x%08x".formatted(mark));
            }
            words.add((network.family() == Family.IPV4 ? "ip" : "ip6") + " daddr " + text());
            port.ifPresentOrElse(
                    number -> words.add(transport.nft() + " dport " + number),
                    () -> words.add("meta l4proto " + transport.nft()));
            return words.toString();
        }

        /**
         * Fragments but the first, which have no ports; only where packets leave the link, since before that they are whole. None where
         * nothing but a port tells, and of IPv6 none.
         */
        Optional<String> laterFragments(int mark) {
            if (port.isEmpty() || isIpv6() || network.length() == 0 || transport != PortForward.Transport.UDP) {
                return Optional.empty();
            }
            return Optional.of(
                    new Endpoint(network, OptionalInt.empty(), transport).matched(mark) + " ip frag-off & 8191 != 0");
        }

        private String text() {
            return network.length() == network.family().bits()
                    ? network.network().toString()
                    : network.toString();
        }
    }
}
