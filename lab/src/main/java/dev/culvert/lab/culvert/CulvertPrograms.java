package dev.culvert.lab.culvert;

import dev.culvert.agent.ClientSettings;
import dev.culvert.agent.SettingsFile;
import dev.culvert.agent.gateway.GatewaySettings;
import dev.culvert.agent.gateway.SidecarSettings;
import dev.culvert.agent.router.Fitness;
import dev.culvert.agent.router.KeepalivedConfig;
import dev.culvert.agent.router.RouterSettings;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.topology.Addresses;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.lab.topology.Topology;
import dev.culvert.lab.tunnel.Tunnels;
import dev.culvert.model.net.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Culvert runs in each kind of host, by routing method. */
public final class CulvertPrograms {
    private static final String SECOND_LINK = "net1";
    private static final String VXLAN_LINK = "vxlan0";
    private static final int VXLAN_ID = 42;
    private static final int FIRST_VRID = 42;
    private static final int PRIORITY = 150;

    private final LabSpec spec;
    private final Topology topology;
    private final ClientNetwork network;

    private CulvertPrograms(Lab lab) {
        spec = lab.spec();
        topology = lab.topology();
        network = lab.clientNetwork();
    }

    /** The choice for one host. */
    public static PodPrograms of(Lab lab, Host host) {
        var programs = new CulvertPrograms(lab);
        return switch (host.role()) {
            case CLIENT -> programs.client(host);
            case ROUTER -> programs.router(host);
            case GATEWAY -> programs.gateway(host);
            default -> PodPrograms.NONE;
        };
    }

    private PodPrograms client(Host host) {
        return switch (spec.routing()) {
            case NETWORK, UPLINK ->
                before(
                        host,
                        new ClientSettings(
                                Host.PRIMARY, SECOND_LINK, spec.tuning().local(), null));
            case OVERLAY ->
                before(
                        host,
                        new ClientSettings(
                                Host.PRIMARY,
                                VXLAN_LINK,
                                spec.tuning().local(),
                                new ClientSettings.Overlay(
                                        VXLAN_ID,
                                        network.address(host).toString(),
                                        network.plan().network().toString(),
                                        network.nextHop(host).toString(),
                                        FIRST_VRID,
                                        topology.host("gateway-1").v4().orElseThrow(),
                                        network.mtu())));
            case SIDECAR ->
                running(
                        host,
                        "sidecar",
                        new SidecarSettings(
                                host.name(),
                                Host.PRIMARY,
                                spec.tuning().local(),
                                tunnel(host),
                                Tunnels.conf(host).toString(),
                                probeTargets(),
                                folder(host).toString()));
        };
    }

    private PodPrograms router(Host host) {
        List<String> peers = topology.hosts(HostRole.ROUTER).stream()
                .filter(other -> !other.equals(host))
                .map(other -> network.address(other).toString())
                .toList();
        return routing(folder(host), settings(host, SECOND_LINK, peers, null, folder(host)), List.of());
    }

    private PodPrograms gateway(Host host) {
        return switch (spec.routing()) {
            case NETWORK ->
                running(host, "gateway", gatewaySettings(host, SECOND_LINK, network.address(host), List.of(), null));
            case UPLINK ->
                running(
                        host,
                        "gateway",
                        gatewaySettings(
                                host, "eth1", IpAddress.parse(Addresses.vpnLanGateway(host.index())), List.of(), null));
            case OVERLAY -> overlayGateway(host);
            case SIDECAR -> PodPrograms.NONE;
        };
    }

    /** A gateway and a router in one pod: whoever holds the VIP spreads flows over all gateways, itself among them. */
    private PodPrograms overlayGateway(Host host) {
        List<String> others = topology.hosts(HostRole.GATEWAY).stream()
                .filter(other -> !other.equals(host))
                .map(other -> network.address(other).toString())
                .toList();
        List<GatewaySettings.Overlay.Peer> peers = Stream.concat(
                        topology.hosts(HostRole.GATEWAY).stream(), topology.hosts(HostRole.CLIENT).stream())
                .filter(other -> !other.equals(host))
                .map(other -> new GatewaySettings.Overlay.Peer(
                        network.address(other).toString(), other.v4().orElseThrow()))
                .toList();
        PodPrograms gateway = running(
                host,
                "gateway",
                gatewaySettings(
                        host,
                        VXLAN_LINK,
                        network.address(host),
                        others,
                        new GatewaySettings.Overlay(VXLAN_ID, network.mtu(), peers)));
        Path folder = folder(host).resolve("router");
        return routing(
                folder,
                settings(host, VXLAN_LINK, others, new RouterSettings.Self(host.index(), tunnel(host)), folder),
                gateway.programs(),
                gateway.files());
    }

    private GatewaySettings gatewaySettings(
            Host host,
            String link,
            IpAddress address,
            List<String> routers,
            GatewaySettings.@Nullable Overlay overlay) {
        String clients = spec.routing() == dev.culvert.lab.Routing.UPLINK
                ? "10.10.20.0/24"
                : network.plan().network().toString();
        return new GatewaySettings(
                host.name(),
                link,
                address.toString(),
                clients,
                Host.PRIMARY,
                spec.tuning().localV4(),
                tunnel(host),
                Tunnels.conf(host).toString(),
                routers,
                overlay,
                probeTargets(),
                folder(host).toString());
    }

    private RouterSettings settings(
            Host host, String link, List<String> peers, RouterSettings.@Nullable Self self, Path folder) {
        List<RouterSettings.Vip> vips = new ArrayList<>();
        for (int vip = 1; vip <= network.plan().counts().egressVips(); vip++) {
            // With several VIPs each router prefers one; with one, it stays wherever it is.
            boolean preferred = spec.activeActive() && vip == host.index();
            vips.add(new RouterSettings.Vip(
                    network.plan().egressVip(vip).toString(),
                    FIRST_VRID + vip - 1,
                    preferred ? PRIORITY + 10 : PRIORITY));
        }
        return new RouterSettings(
                host.name(),
                link,
                network.address(host).toString(),
                network.plan().network().toString(),
                Host.PRIMARY,
                spec.tuning().localV4(),
                vips,
                peers,
                topology.hosts(HostRole.GATEWAY).stream()
                        .map(gateway -> new RouterSettings.Gateway(
                                gateway.name(),
                                gateway.index(),
                                network.address(gateway).toString(),
                                spec.tuning().weight(gateway.index())))
                        .toList(),
                spec.tuning().strict(),
                self,
                probeTargets(),
                Map.of(),
                folder.toString());
    }

    private static PodPrograms routing(Path folder, RouterSettings settings, List<ProgramSpec> others) {
        return routing(folder, settings, others, Map.of());
    }

    private static PodPrograms routing(
            Path folder, RouterSettings settings, List<ProgramSpec> others, Map<Path, String> otherFiles) {
        Path file = folder.resolve("settings.json");
        Path keepalived = folder.resolve("keepalived.conf");
        var files = new HashMap<>(otherFiles);
        files.put(file, SettingsFile.write(settings));
        files.put(keepalived, KeepalivedConfig.of(settings));
        files.put(folder.resolve(Fitness.SCRIPT), Fitness.watchdog(folder));
        var programs = new ArrayList<>(others);
        programs.add(ProgramSpec.of("router", AgentCommand.of("router", file).toArray(String[]::new)));
        programs.add(
                ProgramSpec.of("watchdog", "sh", folder.resolve(Fitness.SCRIPT).toString()));
        // After kill -9 its pid files stay, and a process of that number, were it a zombie, would keep it from
        // starting.
        programs.add(ProgramSpec.of(
                "keepalived",
                "sh",
                "-c",
                "rm -f \"$0\"/*.pid && exec \"$@\"",
                folder.toString(),
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "--use-file=" + keepalived,
                "--pid=" + folder.resolve("keepalived.pid"),
                "--vrrp_pid=" + folder.resolve("vrrp.pid"),
                "--checkers_pid=" + folder.resolve("checkers.pid")));
        return new PodPrograms(files, List.of(), programs);
    }

    private static PodPrograms running(Host host, String role, Object settings) {
        Path file = folder(host).resolve("settings.json");
        return new PodPrograms(
                Map.of(file, SettingsFile.write(settings)),
                List.of(),
                List.of(ProgramSpec.of(role, AgentCommand.of(role, file).toArray(String[]::new))));
    }

    private static PodPrograms before(Host host, ClientSettings settings) {
        Path file = folder(host).resolve("settings.json");
        return new PodPrograms(
                Map.of(file, SettingsFile.write(settings)), List.of(AgentCommand.of("client", file)), List.of());
    }

    private static String tunnel(Host host) {
        return (host.role() == HostRole.CLIENT ? "wgc" : "wg") + host.index();
    }

    private static Path folder(Host host) {
        return HostEntry.files(host.name());
    }

    private List<String> probeTargets() {
        return List.of(topology.host("remote-1").v4().orElseThrow(), Addresses.DNS_V4);
    }
}
