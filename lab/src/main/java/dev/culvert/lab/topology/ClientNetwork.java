package dev.culvert.lab.topology;

import dev.culvert.lab.Host;
import dev.culvert.lab.LabSpec;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.model.plan.AddressPlan;
import dev.culvert.model.plan.Counts;
import dev.culvert.model.plan.NamedNetwork;
import java.util.List;

/** The network that clients, routers and gateways share with routing network. */
public final class ClientNetwork {
    private static final Prefix NETWORK = Prefix.parse("192.168.24.0/22");

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

    /** The address of a router, gateway or client on this network. */
    public IpAddress address(Host host) {
        return switch (host.role()) {
            case CLIENT -> plan.clients().first().plus(host.index() - 1L);
            case ROUTER -> plan.router(host.index());
            case GATEWAY -> plan.gateway(host.index());
            default -> throw new IllegalArgumentException(host.name() + " is not on the client network");
        };
    }

    /** The next hop of a client: with several VIPs, clients take them in turns. */
    public IpAddress nextHop(Host client) {
        return plan.egressVip(1 + (client.index() - 1) % plan.counts().egressVips());
    }

    /** Where clients' traffic goes by the VPN: everything but the local networks. */
    public List<Prefix> routed() {
        return PrefixSet.parse(spec.tuning().localV4().toArray(String[]::new))
                .complement(Family.IPV4)
                .prefixes();
    }
}
