package dev.culvert.lab;

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
 */
public record LabSpec(
        int exits, int routers, int clients, int remotes, Routing routing, boolean activeActive, int underlayMtu) {

    /** The smallest MTU that IPv6 allows on a link (RFC 8200, 5) plus what VXLAN adds over IPv4. */
    private static final int SMALLEST_MTU = 1280 + 50;

    public LabSpec {
        between("--exits", exits, 1, 64);
        between("--routers", routers, 0, 16);
        between("--clients", clients, 1, 80);
        between("--remotes", remotes, 1, 40);
        between("--underlay-mtu", underlayMtu, SMALLEST_MTU, 65_535);
        if (routing == Routing.NETWORK && routers == 0) {
            throw new LabException("--routing network needs at least one router: say --routers 1 or more");
        }
        if (routing != Routing.NETWORK) {
            routers = 0;
        }
    }

    /** Four exits, two routers, three clients, two remotes, routing network. */
    public static LabSpec defaults() {
        return new LabSpec(4, 2, 3, 2, Routing.NETWORK, false, 1500);
    }

    public LabSpec withExits(int wanted) {
        return new LabSpec(wanted, routers, clients, remotes, routing, activeActive, underlayMtu);
    }

    public LabSpec withRouters(int wanted) {
        return new LabSpec(exits, wanted, clients, remotes, routing, activeActive, underlayMtu);
    }

    public LabSpec withClients(int wanted) {
        return new LabSpec(exits, routers, wanted, remotes, routing, activeActive, underlayMtu);
    }

    public LabSpec withRemotes(int wanted) {
        return new LabSpec(exits, routers, clients, wanted, routing, activeActive, underlayMtu);
    }

    /** The same with another routing; from one without routers to network, with the default number of them. */
    public LabSpec withRouting(Routing wanted) {
        int needed = wanted == Routing.NETWORK && routers == 0 ? defaults().routers : routers;
        return new LabSpec(exits, needed, clients, remotes, wanted, activeActive, underlayMtu);
    }

    public LabSpec withActiveActive(boolean wanted) {
        return new LabSpec(exits, routers, clients, remotes, routing, wanted, underlayMtu);
    }

    public LabSpec withUnderlayMtu(int wanted) {
        return new LabSpec(exits, routers, clients, remotes, routing, activeActive, wanted);
    }

    private static void between(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new LabException("%s %d: must be %d to %d".formatted(what, value, least, most));
        }
    }
}
