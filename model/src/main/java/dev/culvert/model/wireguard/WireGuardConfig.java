package dev.culvert.model.wireguard;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.InterfaceAddress;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A WireGuard tunnel as its provider describes it. Printing it shows no key.
 *
 * @param privateKey who we are
 * @param addresses our addresses in the tunnel, at least one
 * @param dns the provider's DNS servers
 * @param searchDomains domains to complete names with
 * @param mtu the tunnel's MTU in bytes, if the file gives it
 * @param listenPort our UDP port, if the file gives it
 * @param fwMark the mark of the tunnel's own packets, if the file gives it
 * @param peers the other ends, at least one with an endpoint
 */
public record WireGuardConfig(
        SecretKey privateKey,
        List<InterfaceAddress> addresses,
        List<IpAddress> dns,
        List<String> searchDomains,
        OptionalInt mtu,
        OptionalInt listenPort,
        OptionalLong fwMark,
        List<Peer> peers) {

    /** Copies the lists. */
    public WireGuardConfig {
        addresses = List.copyOf(addresses);
        dns = List.copyOf(dns);
        searchDomains = List.copyOf(searchDomains);
        peers = List.copyOf(peers);
    }

    /** Reads a file of wg-quick(8), with all its problems at once. */
    public static Parsed parse(String text) {
        return ConfParser.parse(text);
    }

    /**
     * The text for {@code wg setconf}: the keys of wg(8) only, and no names, for wg would ask a resolver, past the lock.
     * It holds the keys.
     *
     * @param resolved the address of every endpoint that is given by name; others need no entry
     * @throws InvalidInput naming the host that has no address
     */
    public String toSetConf(Map<Endpoint, IpAddress> resolved) {
        var text = new StringBuilder("[Interface]\n");
        line(text, Key.PRIVATE_KEY, privateKey.base64());
        listenPort.ifPresent(port -> line(text, Key.LISTEN_PORT, Integer.toString(port)));
        fwMark.ifPresent(mark -> line(text, Key.FW_MARK, "0x" + Long.toHexString(mark)));
        for (Peer peer : peers) {
            text.append("\n[Peer]\n");
            line(text, Key.PUBLIC_KEY, peer.publicKey().base64());
            peer.presharedKey().ifPresent(key -> line(text, Key.PRESHARED_KEY, key.base64()));
            peer.endpoint().ifPresent(endpoint -> line(text, Key.ENDPOINT, literal(endpoint, resolved)));
            if (!peer.allowedIps().isEmpty()) {
                line(
                        text,
                        Key.ALLOWED_IPS,
                        peer.allowedIps().stream().map(Prefix::toString).collect(Collectors.joining(", ")));
            }
            peer.persistentKeepalive()
                    .ifPresent(seconds -> line(text, Key.PERSISTENT_KEEPALIVE, Integer.toString(seconds)));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Key key, String value) {
        text.append(key.label()).append(" = ").append(value).append('\n');
    }

    private static String literal(Endpoint endpoint, Map<Endpoint, IpAddress> resolved) {
        IpAddress address = endpoint.address()
                .or(() -> Optional.ofNullable(resolved.get(endpoint)))
                .orElseThrow(() -> new InvalidInput(
                        "endpoint", endpoint.host() + " has no address", "resolve it before the tunnel starts"));
        return Endpoint.format(address, endpoint.port());
    }
}
