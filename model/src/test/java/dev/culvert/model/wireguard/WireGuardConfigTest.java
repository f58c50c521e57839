package dev.culvert.model.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireGuardConfigTest {
    private static final String PRIVATE = key(1);
    private static final String PUBLIC = key(2);
    private static final String OTHER = key(3);
    private static final String PRESHARED = key(4);

    private static String key(long seed) {
        var bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static WireGuardConfig valid(String text) {
        return switch (WireGuardConfig.parse(text)) {
            case Parsed.Valid(WireGuardConfig config, List<Problem> warnings) -> {
                assertThat(warnings).isEmpty();
                yield config;
            }
            case Parsed.Invalid(List<Problem> errors, List<Problem> _) -> throw new AssertionError(errors.toString());
        };
    }

    private static List<String> errors(String text) {
        return switch (WireGuardConfig.parse(text)) {
            case Parsed.Valid(WireGuardConfig config, List<Problem> _) -> throw new AssertionError(config.toString());
            case Parsed.Invalid(List<Problem> errors, List<Problem> _) ->
                errors.stream().map(Problem::toString).toList();
        };
    }

    private static List<String> warnings(String text) {
        Parsed parsed = WireGuardConfig.parse(text);
        assertThat(parsed).isInstanceOf(Parsed.Valid.class);
        return parsed.warnings().stream().map(Problem::toString).toList();
    }

    /** A good file with more lines in its sections; the line added to [Interface] is 4, to [Peer] is 9. */
    private static String file(String moreInterface, String morePeer) {
        return """
                [Interface]
                PrivateKey = %s
                Address = 10.2.0.2/32
                %s

                [Peer]
                PublicKey = %s
                Endpoint = vpn.example.com:51820
                %s
                AllowedIPs = 0.0.0.0/0
                """.formatted(PRIVATE, moreInterface, PUBLIC, morePeer);
    }

    @Test
    void readsEveryKey() {
        var config = valid("""
                \uFEFF# Device: Brave Otter
                [interface]
                PRIVATEKEY=%s   # keep it
                Address = 10.2.0.2/24, fd00::2
                address = 10.3.0.2
                DNS = 10.2.0.1, corp.example, fd00:0::1
                MTU = 1320
                ListenPort = 51821
                FwMark = 0xca6c
                Table = auto
                SaveConfig = false

                [PEER]
                PublicKey = %s
                PresharedKey = %s
                Endpoint = [2001:db8:0::1]:51820
                AllowedIPs = 0.0.0.0/0
                AllowedIPs = ::/0, 10.192.124.1/24
                PersistentKeepalive = 25

                [Peer]
                PublicKey = %s
                AllowedIPs =
                PersistentKeepalive = off
                """.formatted(PRIVATE, PUBLIC, PRESHARED, OTHER).replace("\n", "\r\n"));
        assertThat(config.privateKey()).isEqualTo(SecretKey.parse(PRIVATE));
        assertThat(config.addresses())
                .extracting(Object::toString)
                .containsExactly("10.2.0.2/24", "fd00::2/128", "10.3.0.2/32");
        assertThat(config.dns()).extracting(Object::toString).containsExactly("10.2.0.1", "fd00::1");
        assertThat(config.searchDomains()).containsExactly("corp.example");
        assertThat(config.mtu()).hasValue(1320);
        assertThat(config.listenPort()).hasValue(51821);
        assertThat(config.fwMark()).hasValue(0xca6c);
        Peer peer = config.peers().getFirst();
        assertThat(peer.publicKey().base64()).isEqualTo(PUBLIC);
        assertThat(peer.presharedKey()).contains(SecretKey.parse(PRESHARED));
        assertThat(peer.endpoint()).contains(new Endpoint("2001:db8::1", 51820));
        assertThat(peer.allowedIps())
                .extracting(Object::toString)
                .containsExactly("0.0.0.0/0", "::/0", "10.192.124.0/24");
        assertThat(peer.persistentKeepalive()).hasValue(25);
        assertThat(config.peers().get(1).allowedIps()).isEmpty();
        assertThat(config.peers().get(1).endpoint()).isEmpty();
        assertThat(config.peers().get(1).persistentKeepalive()).isEmpty();

        assertThat(config.toSetConf(Map.of())).isEqualTo("""
                [Interface]
                PrivateKey = %s
                ListenPort = 51821
                FwMark = 0xca6c

                [Peer]
                PublicKey = %s
                PresharedKey = %s
                Endpoint = [2001:db8::1]:51820
                AllowedIPs = 0.0.0.0/0, ::/0, 10.192.124.0/24
                PersistentKeepalive = 25

                [Peer]
                PublicKey = %s
                """.formatted(PRIVATE, PUBLIC, PRESHARED, OTHER));
    }

    @Test
    void namesAreResolvedByTheCaller() {
        var config = valid(file("", ""));
        var endpoint = new Endpoint("vpn.example.com", 51820);
        assertThat(config.peers().getFirst().endpoint()).contains(endpoint);
        assertThat(endpoint.address()).isEmpty();
        assertThat(config.toSetConf(Map.of(endpoint, IpAddress.parse("192.0.2.7"))))
                .contains("Endpoint = 192.0.2.7:51820\n");
        assertThatThrownBy(() -> config.toSetConf(Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("vpn.example.com has no address");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Adress = 10.2.0.2/32 | line: neither wg(8) nor wg-quick(8) has such a key; did you mean Address? Else remove the line",
                "Nonsense = 1 | line: neither wg(8) nor wg-quick(8) has such a key; remove the line",
                "just words | line: it has no =; write key = value, or # before a comment",
                "; words | line: a comment starts with # here; write # instead of ;",
                "Endpoint = a:1 | Endpoint: it belongs in [Peer]; move the line below [Peer]",
                "PrivateKey = x | PrivateKey: it stands in line 2 already; keep one of the two",
                "DNS = | DNS: it has no value; write one, or remove the line",
                "DNS = 10.2.0 | DNS: 10.2.0 is no address: it is not four numbers; write all of it, as in 192.0.2.1 or 2001:db8::1",
                "DNS = bad_-.name | DNS: bad_-.name is no host name; write letters, digits, dots and dashes",
                "Address = 10.2.0.x/24 | Address: 10.2.0.x/24 is no interface address: the part x is no number; write all of it, as in 192.0.2.0/24 or 2001:db8::/32",
                "MTU = 100 | MTU: 100 is not an MTU; take a number from 576 to 65455",
                "MTU = big | MTU: big is not an MTU; take a number from 576 to 65455",
                "ListenPort = 65536 | ListenPort: 65536 is not a port; take a number from 0 to 65535",
                "FwMark = 0x100000000 | FwMark: 0x100000000 is not a mark of 32 bits; write it as in 51820 or 0xca6c, or off",
                "PostUp = iptables -A FORWARD | PostUp: commands from a configuration file are never run; remove the line; Culvert has its own kill switch, routes and DNS",
                "PreDown = true | PreDown: commands from a configuration file are never run; remove the line; Culvert has its own kill switch, routes and DNS",
                "SaveConfig = perhaps | SaveConfig: it is neither true nor false; remove the line",
                "[Interface] | [Interface]: there is a second one; keep one; a tunnel has one file",
                "[Wireguard] | section: there is no such section; write [Interface] or [Peer]",
            })
    void refusesInInterface(String line, String problem) {
        assertThat(errors(file(line, ""))).contains("line 4: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DNS = 1.1.1.1 | DNS: it belongs in [Interface]; move the line below [Interface]",
                "AllowedIPs = 10.0.0.0/33 | AllowedIPs: 10.0.0.0/33 has no prefix length from 0 to 32; write a number there, as in 10.0.0.0/32",
                "AllowedIPs = 10.0.0.0/8,, | AllowedIPs: an empty text is no address: it is not four numbers; write all of it, as in 192.0.2.1 or 2001:db8::1",
                "PersistentKeepalive = often | PersistentKeepalive: often is not a keepalive in seconds; take a number from 0 to 65535",
                "PresharedKey = short | PresharedKey: the value has 5 characters, a key has 44; copy the key whole, from the provider's page, with the = at its end",
            })
    void refusesInPeer(String line, String problem) {
        assertThat(errors(file("", line))).contains("line 9: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:db8::1:51820 | 2001:db8::1:51820 is no endpoint; write an IPv6 address as in [2001:db8::1]:51820",
                "[2001:db8::1] | [2001:db8::1] is no endpoint; write an IPv6 address as in [2001:db8::1]:51820",
                "vpn.example.com | vpn.example.com has no port; write host:port, as in vpn.example.com:51820",
                "vpn.example.com:0 | 0 is not a port; take a number from 1 to 65535",
                "vpn.example.com:https | https is not a port; take a number from 1 to 65535",
                "1.2.3:51820 | 1.2.3 is no address: it is not four numbers; write all of it, as in 192.0.2.1 or 2001:db8::1",
                ":51820 | :51820 has no port; write host:port, as in vpn.example.com:51820",
            })
    void refusesEndpoints(String endpoint, String problem) {
        String text = file("", "").replace("vpn.example.com:51820", endpoint);
        assertThat(errors(text)).containsExactly("line 8: Endpoint: " + problem);
    }

    @Test
    void tellsAllErrorsAtOnceInOrder() {
        assertThat(errors("""
                [Interface]
                MTU = 1

                [Peer]
                Endpoint = x
                """))
                .containsExactly(
                        "line 1: PrivateKey: [Interface] has none; copy it from the provider's file",
                        "line 1: Address: [Interface] has none; add the address that the provider gave you, as in"
                                + " 10.2.0.2/32",
                        "line 2: MTU: 1 is not an MTU; take a number from 576 to 65455",
                        "line 4: PublicKey: [Peer] has none; copy it from the provider's file",
                        "line 5: Endpoint: x has no port; write host:port, as in vpn.example.com:51820");
        assertThat(errors("")).hasSize(2).allMatch(error -> error.endsWith("take the provider's whole file"));
        assertThat(errors(file("", "").replace("Endpoint = vpn.example.com:51820", "")))
                .containsExactly("line 6: Endpoint: no peer has one; add the provider's, as in vpn.example.com:51820");
    }

    @Test
    void peersMustDiffer() {
        String second = """

                [Peer]
                PublicKey = %s
                AllowedIPs = 0.0.0.0/0, 10.0.0.0/8
                """;
        assertThat(errors(file("", "") + second.formatted(PUBLIC)))
                .containsExactly(
                        "line 13: PublicKey: the peer of line 7 has the same key; keep one of the two, with the AllowedIPs"
                                + " of both",
                        "line 14: AllowedIPs: 0.0.0.0/0 belongs to the peer of line 10 already; leave it to one of the"
                                + " two");
        assertThat(warnings(file("", "") + second.formatted(OTHER).replace("0.0.0.0/0, ", "")))
                .containsExactly("line 14: AllowedIPs: 10.0.0.0/8 overlaps 0.0.0.0/0 of the peer of line 10; check that"
                        + " the longer prefix is meant to win");
    }

    @Test
    void warnsOfWhatIsIgnoredOrLeftOut() {
        assertThat(warnings(file("Table = off\nSaveConfig = true", "")))
                .containsExactly(
                        "line 4: Table: it is ignored: Culvert lays the tunnel's routes itself; remove the line",
                        "line 5: SaveConfig: it is ignored: the file is never written; remove the line");
        assertThat(warnings(file("Address = fd00::2/128", "").replace("0.0.0.0/0", "0.0.0.0/1, 128.0.0.0/2")))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 6: AllowedIPs: they leave out a part of IPv4"),
                        second -> assertThat(second).contains("they leave out a part of IPv6"));
        assertThat(warnings(file("", "").replace("0.0.0.0/0", "0.0.0.0/1, 128.0.0.0/1")))
                .isEmpty();
    }

    @Test
    void ipv6NeedsItsMtu() {
        assertThat(errors(file("Address = fd00::2/128\nMTU = 1279", "AllowedIPs = ::/0")))
                .containsExactly("line 5: MTU: IPv6 needs 1280 or more; raise it, or remove the IPv6 addresses");
    }

    static Stream<Random> seeds() {
        return IntStream.range(0, 300).mapToObj(Random::new);
    }

    /** Files broken at random, with keys in wrong places: whatever is said, no eight characters of a key are in it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void neverTellsAKey(Random random) {
        List<String> names = Stream.of(Key.values()).map(Key::label).toList();
        var lines = new ArrayList<>(
                file("DNS = 10.2.0.1", "PresharedKey = " + PRESHARED).lines().toList());
        for (int change = 0; change <= random.nextInt(6); change++) {
            int at = random.nextInt(lines.size());
            String line = lines.get(at);
            String secret = random.nextBoolean() ? PRIVATE : PRESHARED;
            String part = secret.substring(random.nextInt(20), 32 + random.nextInt(13));
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(7)) {
                case 0 -> lines.set(at, line.replace("= ", "= " + part));
                case 1 -> lines.set(at, line.replace("=", ""));
                case 2 -> lines.set(at, part);
                case 3 -> lines.add(at, name + " = " + part);
                case 4 -> lines.add(at, part + " = " + name);
                case 5 -> lines.add(at, name + " = 10.0.0.1/" + part + ", [" + part + "]:1");
                default -> lines.add(at, "[" + part + "]");
            }
        }
        Parsed parsed = WireGuardConfig.parse(String.join("\n", lines));
        String said = switch (parsed) {
            case Parsed.Valid(WireGuardConfig _, List<Problem> warnings) -> warnings.toString();
            case Parsed.Invalid(List<Problem> errors, List<Problem> warnings) -> errors.toString() + warnings;
        };
        for (String secret : List.of(PRIVATE, PRESHARED)) {
            for (int i = 0; i + 8 <= secret.length(); i++) {
                String piece = secret.substring(i, i + 8);
                assertThat(said.contains(piece))
                        .as("a piece of a key in: " + said)
                        .isFalse();
            }
        }
    }

    @Test
    void keysAreComparedButNotShown() {
        assertThat(SecretKey.parse(PRIVATE))
                .hasToString("(secret)")
                .isEqualTo(SecretKey.parse(PRIVATE))
                .isNotEqualTo(SecretKey.parse(OTHER))
                .hasSameHashCodeAs(SecretKey.parse(OTHER));
        assertThat(SecretKey.parse(PRIVATE).base64()).isEqualTo(PRIVATE);
        String loose = PRIVATE.substring(0, 42) + "B=";
        assertThatThrownBy(() -> SecretKey.parse(loose)).hasMessageContaining("not 32 bytes");
    }
}
