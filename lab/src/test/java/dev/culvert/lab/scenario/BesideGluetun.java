package dev.culvert.lab.scenario;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.culvert.AgentCommand;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.standin.GluetunProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gateways whose tunnel is a stand-in gluetun's, beside an agent that only guards it. The real program was never run here. */
final class BesideGluetun {
    private static final String KEY = "a-key-that-nobody-may-see";

    private final String version;

    /** @param version the image tag to behave like */
    BesideGluetun(String version) {
        this.version = version;
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

    /** What the stand-in of a gateway is to do from now on, also after a restart. */
    static void order(Lab lab, String gateway, String order) {
        HostFile.write(file(lab.topology().host(gateway), GluetunProcess.ORDERS), order);
    }

    /** {@code up}, with the exit's own address and these ports. */
    static String up(Lab lab, String gateway, int... ports) {
        return "up "
                + lab.topology()
                        .hosts(HostRole.EXIT)
                        .get(lab.topology().host(gateway).index() - 1)
                        .v4()
                        .orElseThrow()
                + Arrays.stream(ports).mapToObj(port -> " " + port).collect(Collectors.joining());
    }

    private PodPrograms programs(Lab lab, Host host) {
        PodPrograms usual = CulvertPrograms.of(lab, host);
        return host.role() == HostRole.GATEWAY ? gateway(lab, host, usual) : usual;
    }

    /** The lock, then the agent and gluetun beside each other, as in the pod that is rendered. */
    private PodPrograms gateway(Lab lab, Host host, PodPrograms usual) {
        Path file = file(host, "settings.json");
        String link = "tun" + host.index();
        Map<Path, String> files = new HashMap<>();
        usual.files()
                .forEach((path, text) ->
                        files.put(path, text.replace("\"wg" + host.index() + "\"", "\"" + link + "\"")));
        files.put(
                file,
                SettingsFile.write(settings(
                        SettingsFile.parse("usual", usual.files().getOrDefault(file, ""), GatewaySettings.class),
                        host,
                        link)));
        files.put(file(host, GluetunProcess.KEY), KEY + "\n");
        files.put(file(host, GluetunProcess.ORDERS), up(lab, host.name()));
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
                link));
        return new PodPrograms(files, List.of(AgentCommand.of("lock", file)), programs);
    }

    private GatewaySettings settings(GatewaySettings usual, Host host, String link) {
        return new GatewaySettings(
                usual.name(),
                usual.link(),
                usual.address(),
                usual.network(),
                usual.uplink(),
                usual.local(),
                link,
                new EngineSettings.Gluetun(
                        version,
                        "http://127.0.0.1:8000",
                        "http://127.0.0.1:9999",
                        file(host, GluetunProcess.KEY).toString(),
                        List.of("IPV4"),
                        51820,
                        List.of(new EngineSettings.Gluetun.Server("0.0.0.0/0", 0, "udp"))),
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

    private static Path file(Host host, String name) {
        return HostEntry.files(host.name()).resolve(name);
    }
}
