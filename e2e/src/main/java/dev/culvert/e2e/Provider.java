package dev.culvert.e2e;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.process.Programs;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.tunnel.OpenVpnEnds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is on the other side of the node's uplink: a provider with an exit for each tunnel, each with a public address of its
 * own, and a remote beyond, which tells callers their address. Real WireGuard, real services, in network namespaces.
 */
final class Provider implements AutoCloseable {
    static final String REMOTE = "198.51.100.11";
    static final String REMOTE_V6 = "2001:db8:100::11";

    /** The one exit whose tunnel carries IPv6 as well. */
    static final int DUAL = 5;

    /** What remotes see of that by IPv6. */
    static final String DUAL_V6 = "2001:db8:113::5";

    /** What a VpnGateway asks beyond its tunnels, in its spec. */
    static final String WITNESSES =
            "probe: [198.51.100.11, 198.51.100.1], whoami: {server: 198.51.100.11, server6: '2001:db8:100::11', name: whoami.test}";

    /** The one exit that speaks OpenVPN, at {@link #UPLINK}. */
    static final int OPENVPN = 10;

    /** The port where it does. */
    static final int OPENVPN_PORT = 51_820 + OPENVPN;

    /** Where all exits' tunnels end. */
    static final String UPLINK = "192.168.60.1";

    private static final Path OPENVPN_CONF = Path.of("/run", Cluster.INTERNET + ".ovpn");
    private static final String REMOTE_HOST = "e2e-remote";

    /** Who asks from {@link #REMOTE}. */
    static final Callers CALLERS = new Callers(REMOTE_HOST);

    private static final int FIRST_PORT = 51_820;

    private final List<Process> engines = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final RemoteServices services;
    private final WhoamiStandIn whoami;
    private final Path seenOutside;

    /** Starts {@code exits} of them. */
    Provider(int exits) {
        remove();
        type("""
                ip netns add %1$s
                ip link add remote0 netns %2$s type veth peer name eth0 netns %1$s
                ip -n %2$s link set remote0 up
                ip -n %2$s address add 198.51.100.1/24 dev remote0
                ip -n %2$s -6 address add 2001:db8:100::1/64 dev remote0 nodad
                ip -n %1$s link set lo up
                ip -n %1$s link set eth0 up
                ip -n %1$s address add %3$s/24 dev eth0
                ip -n %1$s -6 address add %6$s/64 dev eth0 nodad
                ip -n %1$s route add default via 198.51.100.1
                ip -n %1$s -6 route add default via 2001:db8:100::1
                ip netns exec %2$s sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                ip netns exec %2$s nft 'table inet leaks; delete table inet leaks; table inet leaks {
                  counter outside {
                  }
                  chain seen { type filter hook prerouting priority raw;
                    iifname "uplink" icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert, mld2-listener-report } accept
                    iifname "uplink" udp dport %4$d-%5$d accept
                    iifname "uplink" icmp type destination-unreachable @th,136,8 17 @th,224,16 %4$d-%5$d accept
                    iifname "uplink" counter name outside
                  }
                  chain in { type nat hook prerouting priority dstnat; }
                  chain out { type nat hook postrouting priority srcnat; }
                }'
                """.formatted(REMOTE_HOST, Cluster.INTERNET, REMOTE, FIRST_PORT + 1, FIRST_PORT + 99, REMOTE_V6));
        IntStream.rangeClosed(1, exits).forEach(this::exit);
        ipv6();
        services = RemoteServices.start(new Host(
                REMOTE_HOST, HostRole.REMOTE, 1, Optional.empty(), Optional.of(REMOTE), Optional.of(REMOTE_V6)));
        whoami = new WhoamiStandIn(REMOTE_HOST);
        seenOutside = Path.of("/run", Cluster.INTERNET + "-outside");
        engines.add(start(
                ProcessBuilder.Redirect.to(seenOutside.toFile()),
                "tcpdump",
                "-lnni",
                "uplink",
                "-Qin",
                outsideFilter()));
    }

    private void exit(int number) {
        if (number == OPENVPN) {
            openVpn(number);
        } else {
            wireGuard(number);
        }
    }

    private void openVpn(int number) {
        var ends = new OpenVpnEnds();
        Programs.require(
                List.of("sh", "-ec", "umask 077; cat >" + OPENVPN_CONF),
                ends.provider("ovpn0", UPLINK, OPENVPN_PORT, "100.64.%d.0".formatted(number)));
        engines.add(start(ProcessBuilder.Redirect.DISCARD, "openvpn", "--config", OPENVPN_CONF.toString()));
        files.add(ends.customer(UPLINK, OPENVPN_PORT));
        publish(number);
    }

    private void wireGuard(int number) {
        String device = "wge" + number;
        engines.add(start(ProcessBuilder.Redirect.DISCARD, "wireguard-go", "--foreground", device));
        String own = key();
        String client = key();
        files.add("""
                [Interface]
                PrivateKey = %s
                Address = 100.64.%d.2/32%s
                DNS = 9.9.9.9

                [Peer]
                PublicKey = %s
                AllowedIPs = 0.0.0.0/0%s
                Endpoint = %s:%d
                PersistentKeepalive = 15
                """.formatted(
                        client,
                        number,
                        number == DUAL ? ", fd64::2/128" : "",
                        publicKey(own),
                        number == DUAL ? ", ::/0" : "",
                        UPLINK,
                        FIRST_PORT + number));
        type("""
                until ip netns exec %1$s wg show %2$s >/dev/null 2>&1; do sleep 0.05; done
                umask 077
                printf '[Interface]\\nPrivateKey = %3$s\\nListenPort = %4$d\\n[Peer]\\nPublicKey = %5$s\\nAllowedIPs = 100.64.%6$d.2/32\\n' >/run/%2$s.conf
                ip netns exec %1$s wg setconf %2$s /run/%2$s.conf
                rm /run/%2$s.conf
                ip -n %1$s address add 100.64.%6$d.1/24 dev %2$s
                ip -n %1$s link set %2$s mtu 1420 up
                """.formatted(Cluster.INTERNET, device, own, FIRST_PORT + number, publicKey(client), number));
        publish(number);
    }

    /** Its public address, to and from its first customer. */
    private static void publish(int number) {
        type("""
                ip -n %1$s address add %2$s/32 dev lo
                ip -n %3$s route replace %2$s/32 via 198.51.100.1
                ip netns exec %1$s nft add rule inet leaks in iifname remote0 ip daddr %2$s dnat ip to 100.64.%4$d.2
                ip netns exec %1$s nft add rule inet leaks out oifname remote0 ip saddr 100.64.%4$d.0/24 snat ip to %2$s
                """.formatted(Cluster.INTERNET, address(number), REMOTE_HOST, number));
    }

    private static void ipv6() {
        type("""
                ip netns exec %1$s wg set wge%2$d peer $(ip netns exec %1$s wg show wge%2$d peers) allowed-ips 100.64.%2$d.2/32,fd64::2/128
                ip -n %1$s -6 address add fd64::1/64 dev wge%2$d nodad
                ip -n %1$s -6 address add %3$s/128 dev lo nodad
                ip -n %4$s -6 route replace %3$s/128 via 2001:db8:100::1
                ip netns exec %1$s nft add rule inet leaks in iifname remote0 ip6 daddr %3$s dnat ip6 to fd64::2
                ip netns exec %1$s nft add rule inet leaks out oifname remote0 ip6 saddr fd64::/64 snat ip6 to %3$s
                """.formatted(Cluster.INTERNET, DUAL, DUAL_V6, REMOTE_HOST));
    }

    /** The public address of an exit. */
    static String address(int exit) {
        return "203.0.113." + exit;
    }

    /** The file that the provider gives for an exit. */
    String file(int exit) {
        return files.get(exit - 1);
    }

    /** Who has come to the remote. */
    RemoteServices services() {
        return services;
    }
    /** Packets that came over the node's uplink outside tunnels, neighbour discovery left out. */
    static long outside() {
        String counter = Programs.require(
                List.of("ip", "netns", "exec", Cluster.INTERNET, "nft", "list", "counter", "inet", "leaks", "outside"),
                "");
        return Long.parseLong(counter.replaceFirst("(?s).*packets (\\d+) bytes.*", "$1"));
    }

    /**
     * What the counter counts, in tcpdump's words. The node's word that a gateway's pod is gone quotes a tunnel's packet, and is none of
     * a client's (RFC 792: byte 17 is the quoted protocol, 28 the quoted source port).
     */
    private static String outsideFilter() {
        int first = FIRST_PORT + 1;
        int last = FIRST_PORT + 99;
        return ("not arp and not icmp6 and not (udp dst portrange %1$d-%2$d)"
                        + " and not (icmp[0] = 3 and icmp[17] = 17 and icmp[28:2] >= %1$d and icmp[28:2] <= %2$d)")
                .formatted(first, last);
    }

    /** The same packets as a person reads them, as far as they are written down by now: they explain the count. */
    List<String> outsideLines() {
        try {
            return Files.readAllLines(seenOutside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key() {
        return Programs.require(List.of("wg", "genkey"), "").strip();
    }

    private static String publicKey(String key) {
        return Programs.require(List.of("wg", "pubkey"), key).strip();
    }

    /** Runs it in the internet's namespace. */
    private static Process start(ProcessBuilder.Redirect output, String... command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", Cluster.INTERNET));
        inside.addAll(List.of(command));
        try {
            return new ProcessBuilder(inside)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(output)
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void type(String lines) {
        Programs.require(List.of("sh", "-e"), lines.lines().collect(Collectors.joining("\n", "", "\n")));
    }

    private static void remove() {
        Programs.run(List.of("ip", "netns", "delete", REMOTE_HOST), "");
    }

    @Override
    public void close() {
        whoami.close();
        services.close();
        engines.forEach(Process::destroyForcibly);
        try {
            Files.deleteIfExists(seenOutside);
            Files.deleteIfExists(OPENVPN_CONF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        remove();
    }
}
