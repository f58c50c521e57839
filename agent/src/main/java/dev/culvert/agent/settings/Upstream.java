package dev.culvert.agent.settings;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name server that a resolver asks: {@code 9.9.9.9#dns.quad9.net} over TLS (RFC 7858), {@code 10.64.0.1} or
 * {@code 10.64.0.1@5353} plainly.
 *
 * @param port 53, or 853 with TLS, unless it is given
 * @param tlsName what its certificate must say
 */
public record Upstream(IpAddress address, int port, Optional<String> tlsName) {
    private static final int PLAIN = 53;
    private static final int TLS = 853;
    private static final int LAST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("([0-9a-fA-F.:]+)(?:@([0-9]{1,5}))?(?:#([A-Za-z0-9]([-.A-Za-z0-9]{0,251}[A-Za-z0-9])?))?");

    /**
     * Reads one.
     *
     * @throws InvalidInput if it is none
     */
    public static Upstream parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            throw new InvalidInput(
                    "upstream",
                    "\"" + text + "\" is no name server",
                    "write ADDRESS, ADDRESS@PORT, or ADDRESS#NAME for DNS over TLS");
        }
        Optional<String> name = Optional.ofNullable(match.group(3));
        int port = match.group(2) == null ? name.isPresent() ? TLS : PLAIN : Integer.parseInt(match.group(2));
        if (port < 1 || port > LAST_PORT) {
            throw new InvalidInput("upstream", "port " + port + " is none", "take one of 1 to " + LAST_PORT);
        }
        IpAddress address = IpAddress.parse(match.group(1));
        if (address.family() != Family.IPV4) {
            throw new InvalidInput(
                    "upstream",
                    address + " is an IPv6 address, and tunnels are asked by IPv4",
                    "take the server's IPv4 address");
        }
        return new Upstream(address, port, name);
    }

    /** As it is written, with its port. */
    @Override
    public String toString() {
        return address + "@" + port + tlsName.map(name -> "#" + name).orElse("");
    }
}
