package dev.culvert.lab;

import dev.culvert.lab.topology.Addresses;
import java.util.List;

/**
 * What a laboratory is asked to be.
 *
 * @param exits tunnels, each with a gateway (or, with routing sidecar, shared by the clients), 1 to 64
 * @param routers routers, 1 to 16; with routing other than network there are none
 * @param clients clients, 1 to 80
 * @param remotes servers on the internet, 1 to 40
 * @param routing how clients' traffic reaches the gateways
 * @param activeActive whether every router carries traffic, each being master of a VIP of its own
 * @param underlayMtu MTU of the site's own links, in bytes
 * @param tuning what is seldom asked for
 */
public record LabSpec(
        int exits,
        int routers,
        int clients,
        int remotes,
        Routing routing,
        boolean activeActive,
        int underlayMtu,
        Tuning tuning) {

    /**
     * What tests ask for and people seldom do.
     *
     * @param weights each exit's share, by its index; exits beyond its end weigh 1
     * @param strict whether all flows go to the first healthy exit
     * @param local the networks that never go through the VPN
     * @param tunnelMtus each exit's MTU as the provider gives it, in bytes; exits beyond its end have 1420
     * @param ports what remotes reach at every exit's public address
     * @param names who resolves pods' names
     */
    public record Tuning(
            List<Integer> weights,
            boolean strict,
            List<String> local,
            List<Integer> tunnelMtus,
            List<ClaimedPort> ports,
            Names names) {
        /** Equal weights, spread, the site's networks local, and WireGuard's own MTU. */
        public static final Tuning NONE = new Tuning(
                List.of(),
                false,
                List.of(Addresses.LOCAL_V4, Addresses.LOCAL_V6),
                List.of(),
                List.of(),
                Names.INTERNET);

        /** WireGuard over IPv6 takes 80 bytes of 1500. */
        private static final int WIREGUARD_MTU = 1420;

        public Tuning {
            weights = List.copyOf(weights);
            local = List.copyOf(local);
            tunnelMtus = List.copyOf(tunnelMtus);
            ports = List.copyOf(ports);
        }

        /** The weight of the exit of that index. */
        public int weight(int exit) {
            return exit <= weights.size() ? weights.get(exit - 1) : 1;
        }

        /** The MTU of tunnels to the exit of that index, in bytes. */
        public int tunnelMtu(int exit) {
            return exit <= tunnelMtus.size() ? tunnelMtus.get(exit - 1) : WIREGUARD_MTU;
        }

        /** The local networks of IPv4. */
        public List<String> localV4() {
            return local.stream().filter(prefix -> !prefix.contains(":")).toList();
        }
    }

    /** The smallest MTU that IPv6 allows on a link (RFC 8200, 5) plus what WireGuard adds over IPv4. */
    private static final int SMALLEST_MTU = 1280 + 60;

    public LabSpec {
        between("--exits", exits, 1, 64);
        between("--clients", clients, 1, 80);
        between("--remotes", remotes, 1, 40);
        between("--underlay-mtu", underlayMtu, SMALLEST_MTU, 65_535);
        if (routing == Routing.NETWORK && routers == 0) {
            throw new WrongUsage("--routing network needs at least one router: say --routers 1 or more");
        }
        between("--routers", routers, routing == Routing.NETWORK ? 1 : 0, 16);
        if (routing != Routing.NETWORK) {
            if (activeActive) {
                throw new WrongUsage(
                        "--active-active is for routers of their own, which routing %s has not: leave it out, or say --routing network"
                                .formatted(routing.word()));
            }
            routers = 0;
        }
        int known = clients;
        tuning.ports().forEach(port -> port.requireClients(known));
        ClaimedPort.requireDistinct(tuning.ports());
    }

    /** Nothing that is seldom asked for. */
    public LabSpec(
            int exits, int routers, int clients, int remotes, Routing routing, boolean activeActive, int underlayMtu) {
        this(exits, routers, clients, remotes, routing, activeActive, underlayMtu, Tuning.NONE);
    }

    /** Four exits, two routers, three clients, two remotes, routing network. */
    public static LabSpec defaults() {
        return new LabSpec(4, 2, 3, 2, Routing.NETWORK, false, 1500);
    }

    public LabSpec withExits(int wanted) {
        return new LabSpec(wanted, routers, clients, remotes, routing, activeActive, underlayMtu, tuning);
    }

    public LabSpec withRouters(int wanted) {
        return new LabSpec(exits, wanted, clients, remotes, routing, activeActive, underlayMtu, tuning);
    }

    public LabSpec withClients(int wanted) {
        return new LabSpec(exits, routers, wanted, remotes, routing, activeActive, underlayMtu, tuning);
    }

    public LabSpec withRemotes(int wanted) {
        return new LabSpec(exits, routers, clients, wanted, routing, activeActive, underlayMtu, tuning);
    }

    /** The same with another routing; from one without routers to network, with the default number of them. */
    public LabSpec withRouting(Routing wanted) {
        int needed = wanted == Routing.NETWORK && routers == 0 ? defaults().routers : routers;
        return new LabSpec(exits, needed, clients, remotes, wanted, activeActive, underlayMtu, tuning);
    }

    public LabSpec withActiveActive(boolean wanted) {
        return new LabSpec(exits, routers, clients, remotes, routing, wanted, underlayMtu, tuning);
    }

    public LabSpec withUnderlayMtu(int wanted) {
        return new LabSpec(exits, routers, clients, remotes, routing, activeActive, wanted, tuning);
    }

    /** The same with exits of those weights, by index. */
    public LabSpec withWeights(Integer... wanted) {
        return with(new Tuning(
                List.of(wanted), tuning.strict, tuning.local, tuning.tunnelMtus, tuning.ports, tuning.names));
    }

    /** The same with all flows on the first healthy exit. */
    public LabSpec withStrict(boolean wanted) {
        return with(new Tuning(tuning.weights, wanted, tuning.local, tuning.tunnelMtus, tuning.ports, tuning.names));
    }

    /** The same with other local networks. */
    public LabSpec withLocal(String... wanted) {
        return with(new Tuning(
                tuning.weights, tuning.strict, List.of(wanted), tuning.tunnelMtus, tuning.ports, tuning.names));
    }

    /** The same with tunnels of those MTUs, by exit. */
    public LabSpec withTunnelMtus(Integer... wanted) {
        return with(
                new Tuning(tuning.weights, tuning.strict, tuning.local, List.of(wanted), tuning.ports, tuning.names));
    }

    /** The same with ports that remotes reach at every exit. */
    public LabSpec withPorts(List<ClaimedPort> wanted) {
        return with(new Tuning(tuning.weights, tuning.strict, tuning.local, tuning.tunnelMtus, wanted, tuning.names));
    }

    /** The same with names resolved by others. */
    public LabSpec withNames(Names wanted) {
        return with(new Tuning(tuning.weights, tuning.strict, tuning.local, tuning.tunnelMtus, tuning.ports, wanted));
    }

    private LabSpec with(Tuning wanted) {
        return new LabSpec(exits, routers, clients, remotes, routing, activeActive, underlayMtu, wanted);
    }

    private static void between(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new WrongUsage("%s %d: must be %d to %d".formatted(what, value, least, most));
        }
    }
}
