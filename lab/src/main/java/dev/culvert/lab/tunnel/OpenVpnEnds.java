package dev.culvert.lab.tunnel;

import dev.culvert.lab.process.Programs;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Both ends of OpenVPN tunnels, as files for the real program. Each knows the other's self-signed certificate by its fingerprint. It
 * does not print its keys.
 */
public final class OpenVpnEnds {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----.*-----END PRIVATE KEY-----", Pattern.DOTALL);

    private final Identity provider = Identity.make("provider");
    private final Identity customer = Identity.make("customer");

    /** A certificate and its key, as a settings file holds them, and the fingerprint by which the other end knows it. */
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

    /**
     * The provider's settings.
     *
     * @param device its link
     * @param address where it listens, with {@code port}, by UDP
     * @param network inside the tunnel, a /24: the provider is its first address, the first customer the second
     */
    public String provider(String device, String address, int port, String network) {
        return """
                dev %s
                dev-type tun
                disable-dco
                proto udp
                local %s
                port %d
                topology subnet
                server %s 255.255.255.0
                push "redirect-gateway def1"
                keepalive 10 60
                dh none
                verb 1
                <peer-fingerprint>
                %s
                </peer-fingerprint>
                %s""".formatted(device, address, port, network, customer.fingerprint(), provider.inFile());
    }

    /** The file that the provider hands out. */
    public String customer(String address, int port) {
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
                %s""".formatted(address, port, provider.fingerprint(), customer.inFile());
    }
}
