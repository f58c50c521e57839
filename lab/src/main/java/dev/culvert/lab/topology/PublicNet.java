package dev.culvert.lab.topology;

import static dev.culvert.lab.topology.Addresses.ROUTER_SUFFIX_V4;
import static dev.culvert.lab.topology.Addresses.ROUTER_SUFFIX_V6;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import java.util.ArrayList;
import java.util.List;

/** The internet: one router, and the networks of the site's provider, of the exits, and of the remotes. */
final class PublicNet {
    private static final int MTU = 1500;
    private static final String WAN_V4 = "192.0.2";
    private static final String WAN_V6 = "2001:db8:192";
    private static final String EXITS_V4 = "203.0.113";
    private static final String EXITS_V6 = "2001:db8:113";
    private static final String REMOTES_V4 = "198.51.100";
    private static final String REMOTES_V6 = "2001:db8:100";

    private final Topology topology;

    PublicNet(Topology topology) {
        this.topology = topology;
    }

    List<Cable> cables() {
        List<Cable> cables = new ArrayList<>();
        cables.add(new Cable("uplink", "wan0", "internet", "uplink", MTU));
        for (Host host : publicHosts()) {
            cables.add(new Cable(host.name(), Host.PRIMARY, "internet", host.name(), MTU));
        }
        return cables;
    }

    List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        scripts.add(internet());
        scripts.add(wan());
        for (Host host : publicHosts()) {
            boolean exit = host.role() == HostRole.EXIT;
            scripts.add(publicHost(host, exit ? EXITS_V4 : REMOTES_V4, exit ? EXITS_V6 : REMOTES_V6));
        }
        return scripts;
    }

    private List<Host> publicHosts() {
        List<Host> hosts = new ArrayList<>(topology.hosts(HostRole.EXIT));
        hosts.addAll(topology.hosts(HostRole.REMOTE));
        hosts.addAll(topology.hosts(HostRole.DNS));
        return hosts;
    }

    private Script internet() {
        List<String> lines = new ArrayList<>(Snippets.FORWARDING);
        lines.add("ip link add exits type bridge");
        lines.add("ip link add remotes type bridge");
        for (Host host : publicHosts()) {
            String bridge = host.role() == HostRole.EXIT ? "exits" : "remotes";
            lines.add("ip link set %s master %s up".formatted(host.name(), bridge));
        }
        lines.addAll(Snippets.address("uplink", WAN_V4 + ROUTER_SUFFIX_V4 + "/24", WAN_V6 + ROUTER_SUFFIX_V6 + "/64"));
        lines.addAll(
                Snippets.address("exits", EXITS_V4 + ROUTER_SUFFIX_V4 + "/24", EXITS_V6 + ROUTER_SUFFIX_V6 + "/64"));
        lines.addAll(Snippets.address(
                "remotes", REMOTES_V4 + ROUTER_SUFFIX_V4 + "/24", REMOTES_V6 + ROUTER_SUFFIX_V6 + "/64"));
        lines.add("ip -6 route add %s via %s".formatted(Addresses.LOCAL_V6, Addresses.UPLINK_WAN_V6));
        return new Script("internet", lines);
    }

    private static Script wan() {
        List<String> lines = new ArrayList<>(
                Snippets.address("wan0", Addresses.UPLINK_WAN_V4 + "/24", Addresses.UPLINK_WAN_V6 + "/64"));
        lines.addAll(Snippets.defaultRoutes(WAN_V4 + ROUTER_SUFFIX_V4, WAN_V6 + ROUTER_SUFFIX_V6));
        return new Script("uplink", lines);
    }

    private static Script publicHost(Host host, String v4, String v6) {
        List<String> lines = new ArrayList<>(Snippets.address(
                Host.PRIMARY, host.v4().orElseThrow() + "/24", host.v6().orElseThrow() + "/64"));
        lines.addAll(Snippets.defaultRoutes(v4 + ROUTER_SUFFIX_V4, v6 + ROUTER_SUFFIX_V6));
        return new Script(host.name(), lines);
    }
}
