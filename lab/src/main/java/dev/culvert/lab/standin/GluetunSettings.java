package dev.culvert.lab.standin;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.model.net.IpAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a container tells gluetun: secret files, then files in {@code /gluetun}, then the environment. What gluetun is documented to
 * refuse is refused. Of providers only {@code custom} is copied; names that begin with STANDIN are the stand-in's own.
 *
 * @param link the tunnel's
 * @param vpn what makes the tunnel
 * @param firewall what passes beside the tunnel
 * @param control where the control server listens
 * @param health where the health server listens
 * @param roles the file of roles
 * @param resolver what resolv.conf is to name, where gluetun's own resolver is off
 * @param port what the provider is to forward, where it is asked to
 * @param publicAddress where callers are told their address: gluetun asks services on the internet
 */
record GluetunSettings(
        GluetunVersion version,
        String link,
        Vpn vpn,
        GluetunKernel.Firewall firewall,
        InetSocketAddress control,
        InetSocketAddress health,
        Path roles,
        Optional<String> resolver,
        Optional<Integer> port,
        URI publicAddress) {
    private static final Path WIREGUARD_FILE = Path.of("/gluetun/wireguard/wg0.conf");
    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{43}=");

    /** VPN_TYPE. */
    sealed interface Vpn {
        /**
         * Gluetun's own.
         *
         * @param conf the tunnel as a provider's file has it, with its key
         */
        record WireGuard(String conf) implements Vpn {
            @Override
            public String toString() {
                return "WireGuard";
            }
        }

        /**
         * The program.
         *
         * @param profile OPENVPN_CUSTOM_CONFIG, the provider's file
         */
        record OpenVpn(Path profile) implements Vpn {}
    }

    /** @throws IllegalArgumentException where gluetun would exit 1; the message quotes no credential */
    static GluetunSettings of(Map<String, String> environment, Function<Path, Optional<String>> files) {
        return new Reader(environment, files).settings();
    }

    private record Reader(Map<String, String> environment, Function<Path, Optional<String>> files) {
        GluetunSettings settings() {
            String provider = text("VPN_SERVICE_PROVIDER").orElse("private internet access");
            if (!provider.equals("custom")) {
                throw new IllegalArgumentException(
                        "VPN_SERVICE_PROVIDER: %s; the stand-in copies custom alone".formatted(provider));
            }
            GluetunVersion version = GluetunVersion.ofTag(
                            text("STANDIN_VERSION").orElse("v3.41.3"))
                    .orElseThrow(() -> new IllegalArgumentException("STANDIN_VERSION is no known version"));
            String link = text("VPN_INTERFACE").orElse("tun0");
            if (!LINK.matcher(link).matches()) {
                throw new IllegalArgumentException("VPN_INTERFACE: " + link + " does not match " + LINK);
            }
            return new GluetunSettings(
                    version,
                    link,
                    vpn(),
                    new GluetunKernel.Firewall(
                            list("FIREWALL_OUTBOUND_SUBNETS"),
                            list("FIREWALL_INPUT_PORTS").stream()
                                    .map(Integer::valueOf)
                                    .toList()),
                    address("HTTP_CONTROL_SERVER_ADDRESS", ":8000"),
                    address("HEALTH_SERVER_ADDRESS", "127.0.0.1:9999"),
                    Path.of(text("HTTP_CONTROL_SERVER_AUTH_CONFIG_FILEPATH").orElse("/gluetun/auth/config.toml")),
                    resolver(version),
                    port(),
                    URI.create(text("STANDIN_PUBLIC_ADDRESS_FROM")
                            .orElseThrow(
                                    () -> new IllegalArgumentException("STANDIN_PUBLIC_ADDRESS_FROM is not set"))));
        }

        private Vpn vpn() {
            String type = text("VPN_TYPE").orElse("openvpn");
            return switch (type) {
                case "wireguard" -> new Vpn.WireGuard(wireGuard());
                case "openvpn" -> new Vpn.OpenVpn(profile());
                default ->
                    throw new IllegalArgumentException("VPN_TYPE: " + type + " is neither openvpn nor wireguard");
            };
        }

        private Path profile() {
            Path profile = Path.of(needed(text("OPENVPN_CUSTOM_CONFIG"), "OPENVPN_CUSTOM_CONFIG"));
            if (files.apply(profile).isEmpty()) {
                throw new IllegalArgumentException("OPENVPN_CUSTOM_CONFIG: there is no " + profile);
            }
            return profile;
        }

        private String wireGuard() {
            String preshared = credential("WIREGUARD_PRESHARED_KEY", "PresharedKey")
                    .map(key -> "PresharedKey = " + key(key, "WIREGUARD_PRESHARED_KEY") + "\n")
                    .orElse("");
            String server = needed(text("WIREGUARD_ENDPOINT_IP").or(() -> endpoint(0)), "WIREGUARD_ENDPOINT_IP");
            return """
                    [Interface]
                    PrivateKey = %s
                    Address = %s
                    [Peer]
                    PublicKey = %s
                    %sAllowedIPs = %s
                    Endpoint = %s:%d
                    """.formatted(
                            key(
                                    needed(credential("WIREGUARD_PRIVATE_KEY", "PrivateKey"), "WIREGUARD_PRIVATE_KEY"),
                                    "WIREGUARD_PRIVATE_KEY"),
                            needed(credential("WIREGUARD_ADDRESSES", "Address"), "WIREGUARD_ADDRESSES"),
                            key(
                                    needed(
                                            fromFile("PublicKey").or(() -> text("WIREGUARD_PUBLIC_KEY")),
                                            "WIREGUARD_PUBLIC_KEY"),
                                    "WIREGUARD_PUBLIC_KEY"),
                            preshared,
                            text("WIREGUARD_ALLOWED_IPS").orElse("0.0.0.0/0"),
                            IpAddress.parse(server),
                            Integer.valueOf(needed(
                                    text("WIREGUARD_ENDPOINT_PORT").or(() -> endpoint(1)), "WIREGUARD_ENDPOINT_PORT")));
        }

        private Optional<String> endpoint(int part) {
            return fromFile("Endpoint").map(both -> both.split(":", -1)[part]);
        }

        private static String key(String text, String name) {
            if (!KEY.matcher(text).matches()) {
                throw new IllegalArgumentException(name + " is no key of WireGuard");
            }
            return text;
        }

        private Optional<String> credential(String name, String inFile) {
            String secret = text(name + "_SECRETFILE").orElse("/run/secrets/" + name.toLowerCase(Locale.ROOT));
            return files.apply(Path.of(secret))
                    .map(String::strip)
                    .or(() -> fromFile(inFile))
                    .or(() -> text(name));
        }

        private Optional<String> fromFile(String key) {
            return files.apply(WIREGUARD_FILE).stream()
                    .flatMap(String::lines)
                    .map(line -> line.split("\\s*=\\s*", 2))
                    .filter(parts -> parts[0].strip().equals(key))
                    .map(parts -> parts[1].strip())
                    .findFirst();
        }

        private Optional<String> resolver(GluetunVersion version) {
            String own = version.compareTo(GluetunVersion.V3_41_0) >= 0 ? "DNS_SERVER" : "DOT";
            boolean off = text(own).orElse("on").equals("off");
            return off ? text("DNS_ADDRESS") : Optional.empty();
        }

        private Optional<Integer> port() {
            if (!text("VPN_PORT_FORWARDING").orElse("off").equals("on")) {
                return Optional.empty();
            }
            needed(text("VPN_PORT_FORWARDING_PROVIDER"), "VPN_PORT_FORWARDING_PROVIDER");
            return Optional.of(Integer.valueOf(text("STANDIN_PORT").orElse("0")));
        }

        private InetSocketAddress address(String name, String otherwise) {
            String both = text(name).orElse(otherwise);
            int colon = both.lastIndexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(name + ": " + both + " has no port");
            }
            String host = both.substring(0, colon);
            int port = Integer.parseInt(both.substring(colon + 1));
            return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        }

        private List<String> list(String name) {
            return text(name).stream()
                    .flatMap(all -> Arrays.stream(all.split(",", -1)))
                    .map(String::strip)
                    .toList();
        }

        private Optional<String> text(String name) {
            return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        private static String needed(Optional<String> value, String name) {
            return value.orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
        }
    }
}
