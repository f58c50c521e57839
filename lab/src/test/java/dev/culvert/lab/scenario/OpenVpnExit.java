package dev.culvert.lab.scenario;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Host;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.topology.Addresses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A provider's end that speaks OpenVPN: the real program, in WireGuard's place at its exit. Both ends know each other's certificate by
 * its fingerprint.
 */
final class OpenVpnExit {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----.*-----END PRIVATE KEY-----", Pattern.DOTALL);

    private final Identity provider = Identity.make("provider");
    private final Identity customer = Identity.make("customer");

    /** A self-signed certificate and its key, as a settings file holds them, and the fingerprint by which the other end knows it. */
    private record Identity(String inFile, String fingerprint) {
        static Identity make(String name) {
            String both = Programs.require(List.of("sh", "-e"), """
                    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=%s -keyout - 2>/dev/null
                    """.formatted(name));
            String certificate = found(CERTIFICATE, both);
            String fingerprint =
                    Programs.require(List.of("openssl", "x509", "-noout", "-fingerprint", "-sha256"), certificate);
            return new Identity(
                    "<cert>\n%s\n</cert>\n<key>\n%s\n</key>\n".formatted(certificate, found(KEY, both)),
                    fingerprint.strip().replaceFirst(".*=", ""));
        }

        private static String found(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            if (!matcher.find()) {
                throw new IllegalStateException("openssl wrote nothing like " + pattern);
            }
            return matcher.group();
        }
    }

    /** What runs at the exit. WireGuard makes room: what goes to its port is the tunnel's, all else on the uplink is a leak. */
    PodPrograms programs(Host exit, List<ClaimedPort> ports) {
        Path conf = HostEntry.files(exit.name()).resolve("server.ovpn");
        String customer = "100.65.%d.2".formatted(exit.index());
        String forwards = ports.stream()
                .map(port -> """
                        nft insert rule inet exit in iifname %s meta l4proto '{ tcp, udp }' th dport %d dnat ip to %s
                        """.formatted(Host.PRIMARY, port.port(), customer))
                .collect(Collectors.joining());
        return new PodPrograms(
                Map.of(conf, server(exit)),
                List.of(List.of("sh", "-ec", "wg set wgx%d listen-port 0\n".formatted(exit.index()) + forwards)),
                List.of(ProgramSpec.of("openvpn", "openvpn", "--config", conf.toString())));
    }

    private String server(Host exit) {
        return """
                dev ovpn%1$d
                dev-type tun
                disable-dco
                proto udp
                local %2$s
                port %3$d
                topology subnet
                server 100.65.%1$d.0 255.255.255.0
                push "redirect-gateway def1"
                keepalive 10 60
                dh none
                verb 1
                <peer-fingerprint>
                %4$s
                </peer-fingerprint>
                %5$s""".formatted(
                        exit.index(),
                        exit.v4().orElseThrow(),
                        Addresses.TUNNEL_PORT,
                        customer.fingerprint(),
                        provider.inFile());
    }

    /** The file that the provider hands out. */
    String client(Host exit) {
        return """
                client
                dev tun
                disable-dco
                proto udp
                remote %s %d
                nobind
                verb 3
                <peer-fingerprint>
                %s
                </peer-fingerprint>
                %s""".formatted(exit.v4().orElseThrow(), Addresses.TUNNEL_PORT, provider.fingerprint(), customer.inFile());
    }
}
