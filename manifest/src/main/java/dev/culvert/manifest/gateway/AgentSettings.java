package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.manifest.AgentPage;
import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.ExitNumbers;
import dev.culvert.manifest.Inbound;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Port;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewaySpec;
import dev.culvert.manifest.engine.Engine;
import dev.culvert.model.net.IpAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings of gateways' and routers' agents. */
final class AgentSettings {
    private static final String UPLINK = "eth0";

    /** Routers of equal priority leave the VIP where it is. */
    private static final int PRIORITY = 100;

    private final VpnGatewaySpec spec;
    private final List<String> local;
    private final Map<String, Integer> numbers;
    private final Place place;
    private final Optional<ResolverSettings> resolver;

    /**
     * Where they all meet.
     *
     * @param link everybody's link there
     * @param vip the clients' next hop
     * @param vrid VRRP's number of it
     * @param exits an exit's address
     * @param clients a client's, from what was seen of its pod; none if it can have none
     */
    record Place(
            String link,
            String network,
            String vip,
            int vrid,
            Function<Exit, IpAddress> exits,
            Function<String, Optional<IpAddress>> clients) {
        static Place of(Overlay overlay, Map<String, Integer> numbers) {
            return new Place(
                    Overlay.LINK,
                    overlay.network(),
                    overlay.vip(),
                    Overlay.VRID,
                    exit -> overlay.addresses().gateway(numbers.getOrDefault(exit.name(), 0)),
                    pod -> overlay.addresses().ofPod(IpAddress.parse(pod)));
        }

        static Place of(ClientNetwork network) {
            return new Place(
                    ClientNetwork.LINK,
                    network.plan().network().toString(),
                    network.plan().egressVip(1).toString(),
                    ClientNetwork.VRID,
                    network::address,
                    address -> Optional.of(IpAddress.parse(address)));
        }

        String address(Exit exit) {
            return exits.apply(exit).toString();
        }
    }

    AgentSettings(VpnGateway gateway, ClusterFacts cluster, Place place) {
        this.spec = gateway.getSpec();
        this.local = LocalNetworks.texts(gateway, cluster);
        this.numbers = ExitNumbers.of(gateway);
        this.place = place;
        this.resolver = Resolution.resolver(gateway, cluster);
    }

    /** A gateway's. */
    GatewaySettings gateway(Exit exit, Engine engine, GatewaySettings.@Nullable Overlay overlay, Observed observed) {
        return new GatewaySettings(
                exit.name(),
                place.link(),
                place.address(exit),
                place.network(),
                UPLINK,
                local,
                engine.tunnel(),
                engine.settings(),
                overlay,
                spec.probeTargets(),
                GatewayContainers.GATEWAY_FOLDER,
                AgentPage.ofGateway(spec, GatewayPods.STATUS_PORT),
                inbound(exit, observed),
                resolver.orElse(null),
                addresses(observed.closedClients()));
    }

    private @Nullable InboundSettings inbound(Exit exit, Observed observed) {
        if (spec.ports().isEmpty()) {
            return null;
        }
        return new InboundSettings(
                number(exit),
                spec.ports().stream()
                        .flatMap(port -> Inbound.ports(port, clients(port, observed)))
                        .toList());
    }

    private List<String> clients(Port port, Observed observed) {
        return addresses(observed.portClients().getOrDefault(port.name(), Collections.emptySortedSet()));
    }

    private List<String> addresses(Collection<String> pods) {
        return pods.stream()
                .flatMap(pod -> place.clients().apply(pod).stream())
                .map(IpAddress::toString)
                .toList();
    }

    /** A gateway's end of the overlay. */
    GatewaySettings.Overlay overlay(Overlay overlay, Observed observed) {
        return new GatewaySettings.Overlay(
                overlay.vni(),
                overlay.mtu(),
                overlay.podNetworks(),
                spec.exits().stream()
                        .map(other -> new GatewaySettings.Gateway(
                                place.address(other), observed.gatewayPods().get(other.name())))
                        .toList(),
                List.copyOf(observed.clientPods()));
    }

    /** A router's in a gateway's pod. */
    RouterSettings router(Exit exit, Engine engine) {
        return router(
                exit.name(),
                place.address(exit),
                spec.exits().stream().map(place::address).toList(),
                new RouterSettings.Self(number(exit), engine.tunnel()));
    }

    /** A router's in a pod of its own. */
    RouterSettings router(String name, String address, List<String> routers) {
        return router(name, address, routers, null);
    }

    private RouterSettings router(
            String name, String address, List<String> routers, RouterSettings.@Nullable Self self) {
        return new RouterSettings(
                name,
                place.link(),
                address,
                place.network(),
                UPLINK,
                local,
                List.of(new RouterSettings.Vip(place.vip(), place.vrid(), PRIORITY)),
                routers,
                spec.exits().stream()
                        .map(exit -> new RouterSettings.Gateway(
                                exit.name(), number(exit), place.address(exit), exit.share()))
                        .toList(),
                spec.inOrder(),
                self,
                resolver.map(ResolverSettings::address).orElse(null),
                spec.probeTargets(),
                Map.of(),
                GatewayContainers.ROUTER_FOLDER);
    }

    private int number(Exit exit) {
        return numbers.getOrDefault(exit.name(), 0);
    }
}
