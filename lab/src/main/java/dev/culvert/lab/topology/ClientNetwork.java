package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.AddressPlan;
import dev.culvert.model.plan.Counts;
import dev.culvert.model.plan.NamedNetwork;
import dev.culvert.model.plan.OverlayAddresses;
import java.util.List;
import java.util.stream.Stream;

/** The network that clients, routers and gateways share with routing network. */
public final class ClientNetwork {
    private static final Prefix NETWORK = Prefix.parse("192.168.24.0/22");
    private static final List<Prefix> POD_NETWORKS = Stream.of(1, 2)
            .map(Addresses::podNetV4)
            .map(net -> Prefix.parse(net + "0/24"))
            .toList();

    private final LabSpec spec;
    private final AddressPlan plan;

    public ClientNetwork(LabSpec spec) {
        this.spec = spec;
        int vips = spec.activeActive() ? spec.routers() : 1;
        this.plan = AddressPlan.of(
                NETWORK,
                new Counts(spec.exits(), Math.max(1, spec.routers()), Math.max(1, vips), 0, spec.clients()),
                List.of(new NamedNetwork("the site", Prefix.parse(Addresses.LOCAL_V4))));
    }

    /** Who has which address. */
    public AddressPlan plan() {
        return plan;
    }

    /** The MTU of the client network, in bytes. */
    public int mtu() {
        return VpnBridge.mtu(spec.underlayMtu());
    }

    /** Who has which address with routing overlay, where nothing is given out. */
    public static OverlayAddresses overlay() {
        return OverlayAddresses.of(NETWORK, POD_NETWORKS);
    }

    /** The address of a router, gateway or client on this network. */
    public IpAddress address(Host host) {
        if (spec.routing() == Routing.OVERLAY) {
            return host.role() == HostRole.GATEWAY
                    ? overlay().gateway(host.index())
                    : overlay().ofPod(IpAddress.parse(host.v4().orElseThrow())).orElseThrow();
        }
        return switch (host.role()) {
            case CLIENT -> plan.clients().first().plus(host.index() - 1L);
            case ROUTER -> plan.router(host.index());
            case GATEWAY -> plan.gateway(host.index());
            default -> throw new IllegalArgumentException(host.name() + " is not on the client network");
        };
    }

    /** The next hop of a client: with several VIPs, clients take them in turns. */
    public IpAddress nextHop(Host client) {
        return vip(1 + (client.index() - 1) % plan.counts().egressVips());
    }

    /** VIP number {@code number}, from 1. */
    public IpAddress vip(int number) {
        return spec.routing() == Routing.OVERLAY ? overlay().vip(number) : plan.egressVip(number);
    }

    /** Where clients' traffic goes by the VPN: everything but the local networks. */
    public List<Prefix> routed() {
        return PrefixSet.parse(spec.tuning().localV4().toArray(String[]::new))
                .complement(Family.IPV4)
                .prefixes();
    }
}
