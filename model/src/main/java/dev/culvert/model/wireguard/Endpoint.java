package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import java.util.Optional;

/**
 * Where a peer is reached. Holds a name unresolved.
 *
 * @param host an address in canonical form without brackets, or a host name
 * @param port a UDP port, 1 to 65,535
 */
public record Endpoint(String host, int port) {
    private static final String FIELD = "endpoint";

    /**
     * Reads {@code name:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port}.
     *
     * @throws InvalidInput if it is none of these
     */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (bracketed ? text.indexOf("]:") != colon - 1 || colon < 1 : colon != text.indexOf(':')) {
            throw new InvalidInput(FIELD, text + " is no endpoint", "write an IPv6 address as in [2001:db8::1]:51820");
        }
        if (colon < 1) {
            throw new InvalidInput(FIELD, text + " has no port", "write host:port, as in vpn.example.com:51820");
        }
        int port = Values.number("a port", text.substring(colon + 1), 1, 65_535);
        if (bracketed) {
            return new Endpoint(IpAddress.parse(text.substring(1, colon - 1)).toString(), port);
        }
        String host = text.substring(0, colon);
        return new Endpoint(
                Values.looksLikeAddress(host) ? IpAddress.parse(host).toString() : Values.hostName(host), port);
    }

    /** The host's address, if it is given as one and needs no resolver. */
    public Optional<IpAddress> address() {
        return Values.looksLikeAddress(host) ? Optional.of(IpAddress.parse(host)) : Optional.empty();
    }

    /** The text of an address and a port, as {@code wg} takes it. */
    static String format(IpAddress address, int port) {
        return address.family() == Family.IPV6 ? "[" + address + "]:" + port : address + ":" + port;
    }

    /** {@code host:port}, as {@link #parse} reads it. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
