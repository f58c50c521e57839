package dev.culvert.lab.culvert;

import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.Companions;
import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.NamesSettings;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.PageSettings;
import dev.culvert.agent.settings.ResolverSettings;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Names;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.service.NameServer;
import dev.culvert.lab.topology.Addresses;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.lab.topology.Topology;
import dev.culvert.lab.topology.VpnBridge;
import dev.culvert.lab.tunnel.Tunnels;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Culvert runs in each kind of host, by routing method. */
public final class CulvertPrograms {
    private static final String SECOND_LINK = "net1";
    private static final String VXLAN_LINK = "vxlan0";
    private static final int VXLAN_ID = 42;
    private static final int FIRST_VRID = 42;
    private static final int PRIORITY = 150;

    /** Of a sidecar's page. */
    public static final int STATUS_PORT = 19317;

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
            case NODE -> programs.node(host);
            default -> PodPrograms.NONE;
        };
    }

    private PodPrograms node(Host host) {
        if (spec.routing() != dev.culvert.lab.Routing.NETWORK) {
            return PodPrograms.NONE;
        }
        return running(
                host,
                "node",
                new NodeSettings(
                        topology.hosts(HostRole.NODE).stream()
                                .map(node -> node.v4().orElseThrow())
                                .toList(),
                        List.of(new NodeSettings.Network(VpnBridge.ID, VpnBridge.PORT, network.mtu())),
                        null,
                        folder(host).toString()));
    }

    private PodPrograms client(Host host) {
        return switch (spec.routing()) {
            case NETWORK, UPLINK ->
                before(
                        host,
                        new ClientSettings(
                                Host.PRIMARY, SECOND_LINK, spec.tuning().local(), null, names()));
            case OVERLAY ->
                before(
                        host,
                        new ClientSettings(
                                Host.PRIMARY,
                                VXLAN_LINK,
                                spec.tuning().local(),
                                new ClientSettings.Overlay(
                                        VXLAN_ID,
                                        network.mtu(),
                                        network.plan().network().toString(),
                                        podNetworks(),
                                        List.of(new ClientSettings.Overlay.Vip(
                                                network.vip(1).toString(), FIRST_VRID)),
                                        topology.hosts(HostRole.GATEWAY).stream()
                                                .map(gateway -> gateway.v4().orElseThrow())
                                                .toList()),
                                names()));
            case SIDECAR ->
                resolving(
                        running(
                                host,
                                "sidecar",
                                new SidecarSettings(
                                        host.name(),
                                        Host.PRIMARY,
                                        spec.tuning().local(),
                                        tunnel(host),
                                        new EngineSettings.WireGuard(
                                                Tunnels.conf(host).toString()),
                                        probeTargets(),
                                        folder(host).toString(),
                                        // Nobody has a token here: it is there to be found by those who should not.
                                        new PageSettings(
                                                STATUS_PORT,
                                                folder(host).resolve("token").toString(),
                                                List.of()),
                                        inbound(host).ports(),
                                        names(),
                                        resolver())),
                        folder(host).toString());
        };
    }

    private PodPrograms router(Host host) {
        List<String> peers = topology.hosts(HostRole.ROUTER).stream()
                .map(other -> network.address(other).toString())
                .toList();
        return routing(folder(host), settings(host, SECOND_LINK, peers, null, folder(host)), List.of());
    }

    private PodPrograms gateway(Host host) {
        return switch (spec.routing()) {
            case NETWORK -> gateway(host, gatewaySettings(host, SECOND_LINK, network.address(host), null));
            case UPLINK ->
                gateway(
                        host,
                        gatewaySettings(host, "eth1", IpAddress.parse(Addresses.vpnLanGateway(host.index())), null));
            case OVERLAY -> overlayGateway(host);
            case SIDECAR -> PodPrograms.NONE;
        };
    }

    /** A gateway and a router in one pod: whoever holds the VIP spreads flows over all gateways, itself among them. */
    private PodPrograms overlayGateway(Host host) {
        List<Host> gateways = topology.hosts(HostRole.GATEWAY);
        PodPrograms gateway = gateway(
                host,
                gatewaySettings(
                        host,
                        VXLAN_LINK,
                        network.address(host),
                        new GatewaySettings.Overlay(
                                VXLAN_ID,
                                network.mtu(),
                                podNetworks(),
                                gateways.stream()
                                        .map(other -> new GatewaySettings.Gateway(
                                                network.address(other).toString(),
                                                other.v4().orElseThrow()))
                                        .toList(),
                                topology.hosts(HostRole.CLIENT).stream()
                                        .map(client -> client.v4().orElseThrow())
                                        .toList())));
        Path folder = folder(host).resolve("router");
        List<String> peers = gateways.stream()
                .map(other -> network.address(other).toString())
                .toList();
        return routing(
                folder,
                settings(host, VXLAN_LINK, peers, new RouterSettings.Self(host.index(), tunnel(host)), folder),
                gateway.programs(),
                gateway.files());
    }

    private static List<String> podNetworks() {
        return ClientNetwork.overlay().podNetworks().prefixes().stream()
                .map(Prefix::toString)
                .toList();
    }

    private GatewaySettings gatewaySettings(
            Host host, String link, IpAddress address, GatewaySettings.@Nullable Overlay overlay) {
        String clients = spec.routing() == dev.culvert.lab.Routing.UPLINK
                ? "10.10.20.0/24"
                : network.plan().network().toString();
        return new GatewaySettings(
                host.name(),
                link,
                address.toString(),
                clients,
                Host.PRIMARY,
                spec.tuning().local(),
                tunnel(host),
                new EngineSettings.WireGuard(Tunnels.conf(host).toString()),
                overlay,
                probeTargets(),
                folder(host).toString(),
                null,
                inbound(host),
                resolver(),
                List.of());
    }

    private InboundSettings inbound(Host host) {
        return new InboundSettings(
                host.index(),
                spec.tuning().ports().stream()
                        .flatMap(port -> Arrays.stream(Transport.values())
                                .map(transport -> new InboundSettings.Port(
                                        transport,
                                        port.port(),
                                        port.target(),
                                        port.clients().stream()
                                                .map(client -> address(topology.host(client)))
                                                .toList())))
                        .toList());
    }

    private String address(Host client) {
        return network.address(client).toString();
    }

    private @Nullable ResolverSettings resolver() {
        boolean encrypted = spec.tuning().names() == Names.ENCRYPTED;
        return spec.tuning().names().byOurs()
                ? new ResolverSettings(
                        Addresses.RESOLVER,
                        List.of(Addresses.CLUSTER_DNS),
                        "cluster.local",
                        List.of(Addresses.SERVICES),
                        List.of(encrypted ? Addresses.DNS_V4 + "#" + NameServer.TLS_NAME : Addresses.DNS_V4),
                        encrypted
                                ? NameServer.certificate(
                                                topology.hosts(HostRole.DNS).getFirst())
                                        .toString()
                                : null)
                : null;
    }

    private @Nullable NamesSettings names() {
        return spec.tuning().names().byOurs()
                ? new NamesSettings(List.of(Addresses.CLUSTER_DNS, Addresses.NODE_LOCAL_DNS), Addresses.RESOLVER)
                : null;
    }

    private RouterSettings settings(
            Host host, String link, List<String> peers, RouterSettings.@Nullable Self self, Path folder) {
        List<RouterSettings.Vip> vips = new ArrayList<>();
        for (int vip = 1; vip <= network.plan().counts().egressVips(); vip++) {
            // With several VIPs each router prefers one; with one, it stays wherever it is.
            boolean preferred = spec.activeActive() && vip == host.index();
            vips.add(new RouterSettings.Vip(
                    network.vip(vip).toString(), FIRST_VRID + vip - 1, preferred ? PRIORITY + 10 : PRIORITY));
        }
        return new RouterSettings(
                host.name(),
                link,
                network.address(host).toString(),
                network.plan().network().toString(),
                Host.PRIMARY,
                spec.tuning().local(),
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
                spec.tuning().names().byOurs() ? Addresses.RESOLVER : null,
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
        var files = new HashMap<>(otherFiles);
        files.put(file, SettingsFile.write(settings));
        var programs = new ArrayList<>(others);
        programs.add(ProgramSpec.of("router", AgentCommand.of("router", file).toArray(String[]::new)));
        programs.add(beside("watchdog", Companions.watchdog(folder.toString())));
        programs.add(beside("keepalived", Companions.keepalived(folder.toString())));
        return new PodPrograms(files, List.of(), programs);
    }

    /** The agent and, where it resolves names, the resolver. */
    private PodPrograms gateway(Host host, GatewaySettings settings) {
        return resolving(running(host, "gateway", settings), settings.folder());
    }

    private PodPrograms resolving(PodPrograms agent, String folder) {
        if (!spec.tuning().names().byOurs()) {
            return agent;
        }
        var programs = new ArrayList<>(agent.programs());
        programs.add(beside("resolver", Companions.resolver(folder)));
        return new PodPrograms(agent.files(), agent.before(), programs);
    }

    private static ProgramSpec beside(String name, List<String> command) {
        return ProgramSpec.of(name, command.toArray(String[]::new));
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
