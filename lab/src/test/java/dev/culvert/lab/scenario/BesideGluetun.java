package dev.culvert.lab.scenario;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.agent.settings.TunnelSettings;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.Routing;
import dev.culvert.lab.culvert.AgentCommand;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.standin.GluetunProcess;
import dev.culvert.lab.topology.Addresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gateways, or sidecars, whose tunnel is a stand-in gluetun's, beside an agent that only guards it. The real program was never run here. */
final class BesideGluetun {
    private static final String KEY = "a-key-that-nobody-may-see";

    private final String version;
    /** Who speaks OpenVPN at the exits, if the tunnels do. */
    private final Optional<OpenVpnExit> openVpn;

    private BesideGluetun(String version, Optional<OpenVpnExit> openVpn) {
        this.version = version;
        this.openVpn = openVpn;
    }

    /** @param version the image tag to behave like */
    static BesideGluetun wireGuard(String version) {
        return new BesideGluetun(version, Optional.empty());
    }

    /** @param version the image tag to behave like */
    static BesideGluetun openVpn(String version) {
        return new BesideGluetun(version, Optional.of(new OpenVpnExit()));
    }

    /** A laboratory of such gateways, with every tunnel up. */
    Lab lab(LabSpec spec) {
        Lab lab = Lab.up(spec, this::programs, line -> {});
        try {
            lab.awaitReady(Duration.ofSeconds(60));
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** What the stand-in of a pod is to do from now on, also after a restart. */
    static void order(Lab lab, String gateway, String order) {
        HostFile.write(file(lab.topology().host(gateway), GluetunProcess.ORDERS), order);
    }

    /** {@code up}, with the exit's own address and these ports. */
    static String up(Lab lab, String gateway, int... ports) {
        return "up "
                + exit(lab, lab.topology().host(gateway)).v4().orElseThrow()
                + Arrays.stream(ports).mapToObj(port -> " " + port).collect(Collectors.joining());
    }

    private static Host exit(Lab lab, Host gateway) {
        return lab.topology().hosts(HostRole.EXIT).get(gateway.index() - 1);
    }

    private PodPrograms programs(Lab lab, Host host) {
        PodPrograms usual = CulvertPrograms.of(lab, host);
        return switch (host.role()) {
            case GATEWAY -> beside(lab, host, usual, GatewaySettings.class);
            case CLIENT ->
                lab.spec().routing() == Routing.SIDECAR ? beside(lab, host, usual, SidecarSettings.class) : usual;
            case EXIT ->
                openVpn.map(end -> end.programs(host, lab.spec().tuning().ports()))
                        .orElse(usual);
            default -> usual;
        };
    }

    /** The lock, then the agent and gluetun beside each other, as in the pod that is rendered. */
    private PodPrograms beside(Lab lab, Host host, PodPrograms usual, Class<? extends TunnelSettings> kind) {
        Path file = file(host, "settings.json");
        TunnelSettings before = SettingsFile.parse("usual", usual.files().getOrDefault(file, ""), kind);
        String link = "tun" + host.index();
        Map<Path, String> files = new HashMap<>();
        usual.files()
                .forEach((path, text) ->
                        files.put(path, text.replace("\"" + before.tunnel() + "\"", "\"" + link + "\"")));
        Host exit = exit(lab, host);
        files.put(
                file,
                SettingsFile.write(
                        switch (before) {
                            case GatewaySettings gateway -> settings(gateway, engine(host, exit), link);
                            case SidecarSettings sidecar -> settings(sidecar, engine(host, exit), link);
                        }));
        files.put(file(host, GluetunProcess.KEY), KEY + "\n");
        files.put(file(host, GluetunProcess.ORDERS), up(lab, host.name()));
        openVpn.ifPresent(end -> files.put(file(host, GluetunProcess.OPENVPN), end.client(exit)));
        List<ProgramSpec> programs = new ArrayList<>(usual.programs());
        programs.add(ProgramSpec.of(
                "gluetun",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                GluetunProcess.class.getName(),
                version,
                HostEntry.files(host.name()).toString(),
                link,
                openVpn.isPresent() ? "openvpn" : "wireguard"));
        return new PodPrograms(files, List.of(AgentCommand.of("lock", file)), programs);
    }

    private EngineSettings engine(Host host, Host exit) {
        return new EngineSettings.Gluetun(
                version,
                "http://127.0.0.1:8000",
                "http://127.0.0.1:9999",
                file(host, GluetunProcess.KEY).toString(),
                List.of("IPV4"),
                openVpn.isPresent() ? 0 : 51820,
                List.of(
                        openVpn.isPresent()
                                ? new EngineSettings.Gluetun.Server(
                                        exit.v4().orElseThrow() + "/32", Addresses.TUNNEL_PORT, "udp")
                                : new EngineSettings.Gluetun.Server("0.0.0.0/0", 0, "udp")));
    }

    private static GatewaySettings settings(GatewaySettings usual, EngineSettings engine, String link) {
        return new GatewaySettings(
                usual.name(),
                usual.link(),
                usual.address(),
                usual.network(),
                usual.uplink(),
                usual.local(),
                link,
                engine,
                usual.overlay(),
                usual.probeTargets(),
                usual.folder(),
                usual.page(),
                usual.inbound() == null
                        ? null
                        : new InboundSettings(
                                usual.inbound().gateway(),
                                usual.inbound().ports().stream()
                                        .map(port -> new InboundSettings.Port(
                                                port.transport(), 0, port.target(), port.clients()))
                                        .distinct()
                                        .toList()),
                usual.resolver(),
                usual.closed());
    }

    private static SidecarSettings settings(SidecarSettings usual, EngineSettings engine, String link) {
        return new SidecarSettings(
                usual.name(),
                usual.uplink(),
                usual.local(),
                link,
                engine,
                usual.probeTargets(),
                usual.folder(),
                usual.page(),
                usual.ports(),
                usual.names(),
                usual.resolver());
    }

    private static Path file(Host host, String name) {
        return HostEntry.files(host.name()).resolve(name);
    }
}
