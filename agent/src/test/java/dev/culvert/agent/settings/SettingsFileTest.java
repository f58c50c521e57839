package dev.culvert.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.dataplane.PortForward;
import dev.culvert.model.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsFileTest {
    private static final EngineSettings WIREGUARD = new EngineSettings.WireGuard("/etc/culvert/secret/wg.conf");
    private static final EngineSettings GLUETUN = new EngineSettings.Gluetun(
            "v3.41.2",
            "http://127.0.0.1:8000",
            "http://127.0.0.1:9999",
            null,
            List.of("IPV4"),
            51820,
            List.of(new EngineSettings.Gluetun.Server("0.0.0.0/0", 51820, "udp")));
    private static final SidecarSettings SIDECAR = new SidecarSettings(
            "qbittorrent-0",
            "eth0",
            List.of("10.0.0.0/8"),
            "culvert",
            WIREGUARD,
            List.of("1.1.1.1"),
            "/run/culvert/sidecar",
            null,
            List.of(new InboundSettings.Port(PortForward.Transport.TCP, 51413, 6881, List.of())),
            new NamesSettings(List.of("10.96.0.10"), "192.0.2.53"),
            new ResolverSettings("192.0.2.53", List.of("10.96.0.10"), "cluster.local", List.of(), List.of(), null));
    private static final GatewaySettings GATEWAY = new GatewaySettings(
            "downloads-sweden-0",
            "vxlan0",
            "198.18.254.1",
            "198.18.0.0/15",
            "eth0",
            List.of("10.0.0.0/8"),
            "tun0",
            GLUETUN,
            new GatewaySettings.Overlay(
                    42,
                    1370,
                    List.of("10.244.0.0/16"),
                    List.of(
                            new GatewaySettings.Gateway("198.18.254.1", "10.244.0.9"),
                            new GatewaySettings.Gateway("198.18.254.2", null)),
                    List.of("10.244.0.7")),
            List.of("1.1.1.1"),
            "/run/culvert/gateway",
            new PageSettings(
                    9317, "/etc/culvert/token", List.of(new PageSettings.Whoami("208.67.222.222", "myip.opendns.com"))),
            new InboundSettings(
                    5,
                    List.of(new InboundSettings.Port(
                            PortForward.Transport.UDP, 51413, 51413, List.of("198.18.0.7", "198.18.0.8")))),
            new ResolverSettings(
                    "192.0.2.53",
                    List.of("10.96.0.10"),
                    "cluster.local",
                    List.of("10.96.0.0/12"),
                    List.of("9.9.9.9#dns.quad9.net"),
                    null),
            List.of("198.18.0.9"));

    @TempDir
    Path folder;

    static List<Record> settings() {
        return List.of(
                SIDECAR,
                GATEWAY,
                new RouterSettings(
                        "downloads-sweden-0",
                        "vxlan0",
                        "198.18.254.1",
                        "198.18.0.0/15",
                        "eth0",
                        List.of("10.0.0.0/8"),
                        List.of(new RouterSettings.Vip("198.18.255.1", 42, 150)),
                        List.of("198.18.254.1", "198.18.254.2"),
                        List.of(new RouterSettings.Gateway("sweden", 1, "198.18.254.1", 1)),
                        false,
                        new RouterSettings.Self(1, "tun0"),
                        "192.0.2.53",
                        List.of("1.1.1.1"),
                        Map.of(),
                        "/run/culvert/router"),
                new ClientSettings(
                        "eth0",
                        "vxlan0",
                        List.of("10.0.0.0/8"),
                        new ClientSettings.Overlay(
                                42,
                                1370,
                                "198.18.0.0/15",
                                List.of("10.244.0.0/16"),
                                List.of(new ClientSettings.Overlay.Vip("198.18.255.1", 42)),
                                List.of("10.244.0.9")),
                        new NamesSettings(List.of("10.96.0.10", "169.254.20.10"), "192.0.2.53")));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void readsWhatItWrote(Record settings) throws IOException {
        assertThat(SettingsFile.read(written(SettingsFile.write(settings)), settings.getClass()))
                .isEqualTo(settings);
    }

    /** The role "lock" serves gateways and sidecars alike. */
    @Test
    void tellsAGatewaysSettingsFromASidecars() throws IOException {
        assertThat(SettingsFile.read(written(SettingsFile.write(GATEWAY)), TunnelSettings.class))
                .isEqualTo(GATEWAY);
        assertThat(SettingsFile.read(written(SettingsFile.write(SIDECAR)), TunnelSettings.class))
                .isEqualTo(SIDECAR);
    }

    @Test
    void namesTheFieldThatIsMissing() throws IOException {
        Path file = written(SettingsFile.write(SIDECAR).replaceAll("\"uplink\".*\n", ""));
        assertThatThrownBy(() -> SettingsFile.read(file, SidecarSettings.class))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("uplink");
    }

    @Test
    void namesTheFieldWhoseValueIsNone() throws IOException {
        Path file = written(SettingsFile.write(GATEWAY).replace("\"198.18.254.2\"", "[]"));
        assertThatThrownBy(() -> SettingsFile.read(file, GatewaySettings.class))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("overlay.gateways[1].address: ");
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("settings.json"), text);
    }
}
