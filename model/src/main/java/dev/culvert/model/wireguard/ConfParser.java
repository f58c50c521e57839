package dev.culvert.model.wireguard;

import dev.culvert.model.net.Family;
import dev.culvert.model.net.InterfaceAddress;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.wireguard.ConfFile.Entry;
import dev.culvert.model.wireguard.ConfFile.Found;
import dev.culvert.model.wireguard.ConfFile.Part;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** From the lines of a file to its meaning. */
final class ConfParser {
    private static final int LEAST_MTU = 576;
    private static final int LEAST_IPV6_MTU = 1280;
    private static final int MOST_MTU = 65_455;

    private final Problems problems = new Problems();

    private ConfParser() {}

    static Parsed parse(String text) {
        var parser = new ConfParser();
        Optional<WireGuardConfig> config = parser.config(ConfFile.read(text, parser.problems));
        List<Problem> errors = parser.problems.errors();
        List<Problem> warnings = parser.problems.warnings();
        return config.filter(c -> errors.isEmpty())
                .<Parsed>map(c -> new Parsed.Valid(c, warnings))
                .orElseGet(() -> new Parsed.Invalid(errors, warnings));
    }

    private Optional<WireGuardConfig> config(List<Part> parts) {
        List<Part> peerParts =
                parts.stream().filter(part -> part.kind() == Key.Section.PEER).toList();
        List<PeerCheck.Claim> claims =
                peerParts.stream().map(PeerCheck.Claim::of).toList();
        Optional<Part> main = parts.stream()
                .filter(part -> part.kind() == Key.Section.INTERFACE)
                .findFirst();
        if (main.isEmpty()) {
            problems.error(
                    0, Key.Section.INTERFACE.label(), "the file has no such section", "take the provider's whole file");
        }
        if (claims.isEmpty()) {
            problems.error(
                    0, Key.Section.PEER.label(), "the file has no such section", "take the provider's whole file");
        } else if (peerParts.stream().allMatch(part -> part.all(Key.ENDPOINT).isEmpty())) {
            problems.error(
                    peerParts.getFirst().line(),
                    Key.ENDPOINT.label(),
                    "no peer has one",
                    "add the provider's, as in vpn.example.com:51820");
        }
        List<Peer> peers =
                claims.stream().map(this::peer).flatMap(Optional::stream).toList();
        Optional<WireGuardConfig> config = main.flatMap(part -> tunnel(part, peers));
        new PeerCheck(problems)
                .check(claims, config.map(WireGuardConfig::addresses).orElse(List.of()));
        return config;
    }

    private Optional<WireGuardConfig> tunnel(Part part, List<Peer> peers) {
        require(part, Key.PRIVATE_KEY, "copy it from the provider's file");
        require(part, Key.ADDRESS, "add the address that the provider gave you, as in 10.2.0.2/32");
        part.all(Key.TABLE).forEach(this::table);
        part.all(Key.SAVE_CONFIG).forEach(this::saveConfig);
        for (Key hook : List.of(Key.PRE_UP, Key.POST_UP, Key.PRE_DOWN, Key.POST_DOWN)) {
            part.all(hook)
                    .forEach(entry -> problems.error(
                            entry.line(),
                            hook.label(),
                            "commands from a configuration file are never run",
                            "remove the line; Culvert has its own kill switch, routes and DNS"));
        }
        List<InterfaceAddress> addresses = part.values(Key.ADDRESS, Values::address).stream()
                .map(Found::value)
                .toList();
        List<String> dns =
                part.values(Key.DNS, ConfParser::dns).stream().map(Found::value).toList();
        OptionalInt mtu = part.value(Key.MTU, text -> Values.number("an MTU", text, LEAST_MTU, MOST_MTU))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        if (mtu.orElse(LEAST_IPV6_MTU) < LEAST_IPV6_MTU
                && addresses.stream().anyMatch(a -> a.family() == Family.IPV6)) {
            part.first(Key.MTU)
                    .ifPresent(entry -> problems.error(
                            entry.line(),
                            Key.MTU.label(),
                            "IPv6 needs " + LEAST_IPV6_MTU + " or more",
                            "raise it, or remove the IPv6 addresses"));
        }
        OptionalInt port = part.value(Key.LISTEN_PORT, text -> Values.number("a port", text, 0, 65_535))
                .filter(number -> number != 0)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        OptionalLong mark = part.value(Key.FW_MARK, Values::fwMark).orElse(OptionalLong.empty());
        return part.value(Key.PRIVATE_KEY, SecretKey::parse)
                .map(key -> new WireGuardConfig(
                        key,
                        addresses,
                        dns.stream()
                                .filter(Values::looksLikeAddress)
                                .map(IpAddress::parse)
                                .toList(),
                        dns.stream()
                                .filter(name -> !Values.looksLikeAddress(name))
                                .toList(),
                        mtu,
                        port,
                        mark,
                        peers));
    }

    private Optional<Peer> peer(PeerCheck.Claim claim) {
        Part part = claim.part();
        require(part, Key.PUBLIC_KEY, "copy it from the provider's file");
        Optional<SecretKey> preshared = part.value(Key.PRESHARED_KEY, SecretKey::parse);
        Optional<Endpoint> endpoint = part.value(Key.ENDPOINT, Endpoint::parse);
        OptionalInt keepalive =
                part.value(Key.PERSISTENT_KEEPALIVE, Values::keepalive).orElse(OptionalInt.empty());
        List<Prefix> allowed = claim.allowed().stream().map(Found::value).toList();
        return part.value(Key.PUBLIC_KEY, PublicKey::new)
                .map(key -> new Peer(key, preshared, endpoint, allowed, keepalive));
    }

    private void require(Part part, Key key, String remedy) {
        if (part.all(key).isEmpty()) {
            problems.error(part.line(), key.label(), part.kind().label() + " has none", remedy);
        }
    }

    /** A server's address in canonical form, or a search domain. */
    private static String dns(String text) {
        return Values.looksLikeAddress(text) ? IpAddress.parse(text).toString() : Values.hostName(text);
    }

    private void table(Entry entry) {
        if (!entry.value().equalsIgnoreCase("auto")) {
            problems.warn(
                    entry.line(),
                    Key.TABLE.label(),
                    "it is ignored: Culvert lays the tunnel's routes itself",
                    "remove the line");
        }
    }

    private void saveConfig(Entry entry) {
        switch (entry.value().toLowerCase(Locale.ROOT)) {
            case "false" -> {}
            case "true" ->
                problems.warn(
                        entry.line(),
                        Key.SAVE_CONFIG.label(),
                        "it is ignored: the file is never written",
                        "remove the line");
            default ->
                problems.error(
                        entry.line(), Key.SAVE_CONFIG.label(), "it is neither true nor false", "remove the line");
        }
    }
}
