package dev.culvert.lab.topology;

import static dev.culvert.lab.topology.Addresses.UPLINK_LAN_V4;
import static dev.culvert.lab.topology.Addresses.UPLINK_LAN_V6;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import java.util.ArrayList;
import java.util.List;

/** The site: a LAN switch, the machines on it, and the home router that leads out of it. */
final class SiteNet {
    /** The uplink's interface on the site's LAN: where everything that leaves is seen with its own addresses. */
    static final String LAN_PORT = "lan0";

    private static final String VPN_LAN = "vpnlan";

    private final Topology topology;
    private final int mtu;

    SiteNet(Topology topology) {
        this.topology = topology;
        this.mtu = topology.spec().underlayMtu();
    }

    List<Cable> cables() {
        List<Cable> cables = new ArrayList<>();
        cables.add(new Cable("uplink", LAN_PORT, "switch", "uplink", mtu));
        for (Host host : machines()) {
            cables.add(new Cable(host.name(), Host.PRIMARY, "switch", host.name(), mtu));
            if (isOnVpnLan(host)) {
                cables.add(new Cable(host.name(), "eth1", "switch", "v-" + host.name(), mtu));
            }
        }
        return cables;
    }

    List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        scripts.add(lanSwitch());
        scripts.add(uplink());
        for (Host host : machines()) {
            scripts.add(machine(host));
        }
        return scripts;
    }

    private List<Host> machines() {
        List<Host> machines = new ArrayList<>(topology.hosts(HostRole.NODE));
        machines.addAll(topology.hosts(HostRole.CLUSTER));
        topology.hosts(HostRole.GATEWAY).stream()
                .filter(gateway -> !gateway.isPod())
                .forEach(machines::add);
        return machines;
    }

    private boolean isOnVpnLan(Host host) {
        return topology.spec().routing() == Routing.UPLINK && host.role() != HostRole.CLUSTER;
    }

    private Script lanSwitch() {
        List<String> lines = new ArrayList<>();
        lines.add("ip link add lan type bridge");
        lines.add("ip link set lan up");
        lines.add("ip link set uplink master lan up");
        lines.add("ip link add %s type bridge".formatted(VPN_LAN));
        lines.add("ip link set %s up".formatted(VPN_LAN));
        for (Host host : machines()) {
            lines.add("ip link set %s master lan up".formatted(host.name()));
            if (isOnVpnLan(host)) {
                lines.add("ip link set v-%s master %s up".formatted(host.name(), VPN_LAN));
            }
        }
        return new Script("switch", lines);
    }

    /** IPv4 of the site is masqueraded; its IPv6 is not, so that a leak would really arrive, and be answered. */
    private Script uplink() {
        List<String> lines = new ArrayList<>(Snippets.FORWARDING);
        lines.addAll(Snippets.address(LAN_PORT, UPLINK_LAN_V4 + "/24", UPLINK_LAN_V6 + "/64"));
        for (Host node : topology.hosts(HostRole.NODE)) {
            lines.addAll(routesTo(node));
        }
        lines.add(routeToServices());
        lines.add("nft add table ip nat");
        lines.add("nft add chain ip nat out '{ type nat hook postrouting priority srcnat; }'");
        lines.add("nft add rule ip nat out oifname wan0 masquerade");
        return new Script("uplink", lines);
    }

    private Script machine(Host host) {
        List<String> lines = new ArrayList<>();
        lines.addAll(Snippets.address(
                Host.PRIMARY, host.v4().orElseThrow() + "/24", host.v6().orElseThrow() + "/64"));
        lines.addAll(Snippets.defaultRoutes(UPLINK_LAN_V4, UPLINK_LAN_V6));
        for (Host node : topology.hosts(HostRole.NODE)) {
            if (!node.equals(host)) {
                lines.addAll(routesTo(node));
            }
        }
        if (host.role() == HostRole.CLUSTER) {
            lines.add("ip address add %s/32 dev lo".formatted(Addresses.CLUSTER_DNS));
        } else {
            lines.add(routeToServices());
        }
        if (host.role() == HostRole.NODE) {
            lines.addAll(0, Snippets.FORWARDING);
        }
        if (isOnVpnLan(host)) {
            lines.add("ip link set eth1 up");
            if (host.role() == HostRole.GATEWAY) {
                lines.add("ip address add %s/24 dev eth1".formatted(Addresses.vpnLanGateway(host.index())));
            }
        }
        return new Script(host.name(), lines);
    }

    /** All services of the cluster are on one machine. */
    private static String routeToServices() {
        return "ip route add %s via %s".formatted(Addresses.SERVICES, Addresses.CLUSTER_V4);
    }

    /** Routes to the pods of a node. */
    private static List<String> routesTo(Host node) {
        return List.of(
                "ip route add %s0/24 via %s"
                        .formatted(Addresses.podNetV4(node.index()), node.v4().orElseThrow()),
                "ip -6 route add %s/64 via %s"
                        .formatted(Addresses.podNetV6(node.index()), node.v6().orElseThrow()));
    }
}
