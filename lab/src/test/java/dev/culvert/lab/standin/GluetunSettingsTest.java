package dev.culvert.lab.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container tells the stand-in: taken in gluetun's order, and refused where gluetun is documented to refuse it. */
class GluetunSettingsTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String OTHER = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
    private static final String THIRD = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=";
    private static final Map<String, String> WORKING = Map.of(
            "VPN_SERVICE_PROVIDER", "custom",
            "VPN_TYPE", "wireguard",
            "WIREGUARD_PRIVATE_KEY", KEY,
            "WIREGUARD_PUBLIC_KEY", KEY,
            "WIREGUARD_ADDRESSES", "10.2.0.2/32",
            "WIREGUARD_ENDPOINT_IP", "192.0.2.1",
            "WIREGUARD_ENDPOINT_PORT", "51821",
            "STANDIN_PUBLIC_ADDRESS_FROM", "http://192.0.2.9/ip");

    @Test
    void theEnvironmentIsEnough() {
        assertThat(conf(Map.of(), Map.of()))
                .contains("PrivateKey = " + KEY, "Endpoint = 192.0.2.1:51821", "Address = 10.2.0.2/32");
    }

    @Test
    void aSecretFileIsBeforeGluetunsFileAndThatBeforeTheEnvironment() {
        Map<String, String> file = Map.of("/gluetun/wireguard/wg0.conf", "[Interface]\nPrivateKey = " + OTHER + "\n");
        assertThat(conf(Map.of(), file)).contains("PrivateKey = " + OTHER);
        Map<String, String> both = new HashMap<>(file);
        both.put("/keys/private", THIRD + "\n");
        assertThat(conf(Map.of("WIREGUARD_PRIVATE_KEY_SECRETFILE", "/keys/private"), both))
                .contains("PrivateKey = " + THIRD);
    }

    @ParameterizedTest
    @CsvSource({
        "VPN_SERVICE_PROVIDER, nobody",
        "VPN_TYPE, ipsec",
        "VPN_TYPE, openvpn",
        "VPN_INTERFACE, wg-1",
        "WIREGUARD_ENDPOINT_IP, vpn.example",
        "VPN_PORT_FORWARDING, on"
    })
    void isRefused(String name, String value) {
        assertThatThrownBy(() -> of(Map.of(name, value), Map.of())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aBrokenKeyIsRefusedAndNotQuoted() {
        assertThatThrownBy(() -> of(Map.of("WIREGUARD_PRIVATE_KEY", "half-a-key"), Map.of()))
                .hasMessageContaining("WIREGUARD_PRIVATE_KEY")
                .hasMessageNotContaining("half-a-key");
    }

    @Test
    void rolesAreReadAndUnknownKeysRefused() {
        String role = """
                [[roles]]
                name = "culvert"
                routes = ["GET /v1/vpn/status", "GET /v1/publicip/ip"]
                auth = "apikey"
                apikey = "secret"
                """;
        assertThat(RolesFile.parse(role))
                .singleElement()
                .satisfies(read -> assertThat(read.routes())
                        .containsExactlyInAnyOrder("GET /v1/vpn/status", "GET /v1/publicip/ip"));
        assertThatThrownBy(() -> RolesFile.parse(role + "colour = \"blue\"\n")).hasMessageContaining("colour");
    }

    @Test
    void openVpnsFileIsWhereTheEnvironmentSays() {
        Map<String, String> openVpn = Map.of("VPN_TYPE", "openvpn", "OPENVPN_CUSTOM_CONFIG", "/a/custom.ovpn");
        assertThat(of(openVpn, Map.of("/a/custom.ovpn", "client\n")).vpn())
                .isEqualTo(new GluetunSettings.Vpn.OpenVpn(Path.of("/a/custom.ovpn")));
        assertThatThrownBy(() -> of(openVpn, Map.of())).hasMessageContaining("/a/custom.ovpn");
    }

    private static String conf(Map<String, String> changed, Map<String, String> files) {
        return of(changed, files).vpn() instanceof GluetunSettings.Vpn.WireGuard(String conf) ? conf : "";
    }

    private static GluetunSettings of(Map<String, String> changed, Map<String, String> files) {
        var environment = new HashMap<>(WORKING);
        environment.putAll(changed);
        return GluetunSettings.of(environment, file -> Optional.ofNullable(files.get(file.toString())));
    }

    @Test
    void pathsAreTakenAsTheyAre() {
        assertThat(of(Map.of("HTTP_CONTROL_SERVER_AUTH_CONFIG_FILEPATH", "/a/roles.toml"), Map.of())
                        .roles())
                .isEqualTo(Path.of("/a/roles.toml"));
    }
}
