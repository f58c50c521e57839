package dev.culvert.dataplane;

import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.OverlayAddresses;
import dev.culvert.netlink.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One of each, as the default laboratory has them. */
final class Examples {
    static final Prefix NETWORK = Prefix.parse("192.168.24.0/22");
    static final int ENGINES_MARK = 0xca6c;

    private static final GatewaySpec.Endpoint EVERYWHERE =
            new GatewaySpec.Endpoint(Prefix.parse("0.0.0.0/0"), OptionalInt.empty(), Transport.UDP);

    static final PrefixSet LOCAL = PrefixSet.parse("10.0.0.0/8", "192.168.24.0/22", "fd00:10::/32");

    private Examples() {}

    static RouterSpec router() {
        return new RouterSpec(
                "net1",
                NETWORK,
                "eth0",
                LOCAL,
                List.of(1),
                List.of(ip("192.168.27.2")),
                List.of(new RouterSpec.NextHop(1, ip("192.168.26.1")), new RouterSpec.NextHop(2, ip("192.168.26.2"))),
                Optional.empty(),
                Optional.empty());
    }

    static RouterSpec routerInGateway() {
        RouterSpec alone = router();
        return new RouterSpec(
                "net1",
                NETWORK,
                "eth0",
                LOCAL,
                alone.vips(),
                alone.peers(),
                alone.gateways(),
                Optional.of(new RouterSpec.SelfExit(1, "wg1")),
                Optional.empty());
    }

    /** Leads names to gateways whose resolver answers. */
    static RouterSpec naming(RouterSpec spec) {
        return new RouterSpec(
                spec.link(),
                spec.network(),
                spec.uplink(),
                spec.local(),
                spec.vips(),
                spec.peers(),
                spec.gateways(),
                spec.self(),
                Optional.of(resolver().address()));
    }

    static GatewaySpec gateway() {
        return new GatewaySpec(
                "net1",
                NETWORK,
                "eth0",
                LOCAL,
                LocalWays.MAIN,
                "wg1",
                Set.of(Family.IPV4),
                List.of(
                        GatewaySpec.Endpoint.of(ip("203.0.113.1"), 51820),
                        GatewaySpec.Endpoint.of(ip("2001:db8::1"), 51820)),
                51820,
                4714,
                OptionalInt.empty(),
                Optional.empty(),
                GatewaySpec.Inbound.NONE,
                Optional.empty(),
                List.of());
    }

    /** Beside an engine that chooses among servers, and names neither them nor a port. */
    static GatewaySpec gatewayBesideAnEngine() {
        return gatewayBesideAnEngine(ENGINES_MARK, EVERYWHERE);
    }

    /** Its packets have no mark, so it is the place alone that tells. */
    static GatewaySpec gatewayBesideAnEngineWithoutMark() {
        return gatewayBesideAnEngine(
                0, new GatewaySpec.Endpoint(Prefix.parse("203.0.113.0/24"), OptionalInt.of(443), Transport.TCP));
    }

    private static GatewaySpec gatewayBesideAnEngine(int mark, GatewaySpec.Endpoint servers) {
        GatewaySpec alone = gatewayWithRouter();
        return new GatewaySpec(
                alone.link(),
                NETWORK,
                "eth0",
                LOCAL,
                mark == 0 ? copied() : LocalWays.MAIN,
                "wg1",
                alone.families(),
                List.of(servers),
                mark,
                4714,
                OptionalInt.empty(),
                alone.overlay(),
                GatewaySpec.Inbound.NONE,
                Optional.empty(),
                List.of());
    }

    /** Of a pod in which OpenVPN has its ways already. */
    static LocalWays copied() {
        return LocalWays.copied(
                "eth0",
                LOCAL,
                List.of(
                        Route.to("0.0.0.0/1").via("100.65.1.1").dev("wg1"),
                        Route.toDefault(dev.culvert.netlink.Family.IPV4)
                                .via("10.244.1.1")
                                .dev("eth0"),
                        Route.to("10.244.1.0/24").dev("eth0"),
                        Route.to("128.0.0.0/1").via("100.65.1.1").dev("wg1"),
                        Route.to("203.0.113.1/32").via("10.244.1.1").dev("eth0")));
    }

    static GatewaySpec.Inbound inbound() {
        return new GatewaySpec.Inbound(
                5,
                List.of(
                        new PortForward(Transport.TCP, 51413, 6881, List.of(ip("192.168.24.11"))),
                        new PortForward(
                                Transport.UDP,
                                51413,
                                51413,
                                List.of(ip("192.168.24.11"), ip("192.168.24.12"), ip("192.168.24.13"))),
                        new PortForward(Transport.TCP, 8080, 80, List.of())));
    }

    /** Resolves names, by recursion. */
    static GatewaySpec resolvingGateway() {
        return with(gateway(), Optional.of(new ResolverSpec(ip("192.0.2.53"), List.of(ip("10.96.0.10")))), List.of());
    }

    /** Resolves names, by a name server inside the tunnel. */
    static GatewaySpec resolvingGatewayWithRouter() {
        return with(gatewayWithRouter(), Optional.of(resolver()), List.of());
    }

    private static ResolverSpec resolver() {
        return new ResolverSpec(ip("192.0.2.53"), List.of(ip("10.96.0.10")));
    }

    private static GatewaySpec with(GatewaySpec spec, Optional<ResolverSpec> resolver, List<IpAddress> closed) {
        return new GatewaySpec(
                spec.link(),
                spec.network(),
                spec.uplink(),
                spec.local(),
                spec.ways(),
                spec.tunnel(),
                spec.families(),
                spec.endpoints(),
                spec.mark(),
                spec.heartbeatPort(),
                spec.pagePort(),
                spec.overlay(),
                spec.inbound(),
                resolver,
                closed);
    }

    static NameRedirect names() {
        return new NameRedirect(
                PrefixSet.parse("10.96.0.10/32", "169.254.20.10/32", "fd00:10:96::a/128"), ip("192.0.2.53"));
    }

    static GatewaySpec gatewayWithRouter() {
        GatewaySpec alone = gateway();
        return new GatewaySpec(
                alone.link(),
                NETWORK,
                "eth0",
                LOCAL,
                LocalWays.MAIN,
                "wg1",
                alone.families(),
                alone.endpoints(),
                51820,
                4714,
                OptionalInt.of(9317),
                Optional.of(new GatewaySpec.Overlay(
                        OverlayAddresses.of(
                                NETWORK, List.of(Prefix.parse("10.244.3.128/25"), Prefix.parse("10.244.4.0/24"))),
                        List.of(ip("192.168.26.2"), ip("192.168.26.3")),
                        List.of(ip("10.244.2.7")))),
                inbound(),
                Optional.empty(),
                List.of());
    }

    /** Two pods are no clients any more. */
    static GatewaySpec closing(GatewaySpec spec) {
        return with(spec, spec.resolver(), List.of(ip("192.168.24.12"), ip("192.168.24.11")));
    }

    static ClientPlan.Overlay overlayClient() {
        return new ClientPlan.Overlay(
                "vxlan0",
                42,
                ip("172.29.0.5"),
                Prefix.parse("172.29.0.0/24"),
                ip("172.29.0.1"),
                MacAddress.vrrp(Family.IPV4, 42),
                List.of(ip("10.244.1.7")),
                1450,
                "eth0",
                PrefixSet.parse("10.0.0.0/8"),
                Optional.of(names()));
    }

    static ClientPlan.Sidecar sidecar() {
        return new ClientPlan.Sidecar(
                "wg1",
                Set.of(Family.IPV4, Family.IPV6),
                gateway().endpoints(),
                51820,
                "eth0",
                LOCAL,
                LocalWays.MAIN,
                OptionalInt.of(19317),
                inbound().ports(),
                Optional.of(new OwnResolver(names(), resolver())));
    }

    /** As beside gluetun's WireGuard, of which no servers are known. */
    static ClientPlan.Sidecar sidecarBesideAnEngine() {
        return new ClientPlan.Sidecar(
                "wg1",
                Set.of(Family.IPV4),
                List.of(EVERYWHERE),
                ENGINES_MARK,
                "eth0",
                LOCAL,
                LocalWays.MAIN,
                OptionalInt.empty(),
                List.of(),
                Optional.empty());
    }

    /** Of a client of routing network. */
    static Sender sender() {
        return new Sender(
                "net1",
                dev.culvert.netlink.MacAddress.of("02:00:00:00:00:0b"),
                List.of(ip("192.168.24.11")),
                List.of(ip("10.244.1.5"), ip("192.168.24.11")));
    }

    static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }
}
