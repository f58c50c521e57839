package dev.culvert.lab.standin;

import dev.culvert.agent.gluetun.GluetunAccess;
import dev.culvert.agent.gluetun.GluetunVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The stand-in as a process of its own on a gateway, on gluetun's own ports, with a real tunnel. It does what its file of orders says,
 * at once when that changes and again after a restart, and runs until it is killed.
 */
public final class GluetunProcess {
    /** In the folder: what it is to do, {@code up ADDRESS [PORT...]}, {@code down}, {@code die} or {@code crash}. */
    public static final String ORDERS = "gluetun.orders";

    /** In the folder: the key that whoever asks must show. */
    public static final String KEY = "gluetun.key";

    /** In the folder: the provider's OpenVPN file. */
    public static final String OPENVPN = "custom.ovpn";

    private static final int CONTROL_PORT = 8000;
    private static final int HEALTH_PORT = 9999;
    private static final Duration LOOK = Duration.ofMillis(20);

    private final StandInTunnel told;
    private final GluetunVpn vpn;
    private Optional<Process> engine = Optional.empty();

    private GluetunProcess(StandInTunnel told, GluetunVpn vpn) {
        this.told = told;
        this.vpn = vpn;
    }

    /**
     * The image tag to behave like, such as {@code v3.41.2}, the folder with {@code wg.conf} or {@value #OPENVPN}, the tunnel's link, and
     * VPN_TYPE.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 4) {
            throw new IllegalArgumentException(
                    "four arguments are wanted: the image tag, the folder, the link, wireguard or openvpn");
        }
        GluetunVersion version = GluetunVersion.ofTag(arguments[0])
                .orElseThrow(() -> new IllegalArgumentException(
                        "no known version of gluetun: " + arguments[0] + "; known are v3.39.0 and later, and latest"));
        Path folder = Path.of(arguments[1]);
        StandInTunnel tunnel = new StandInTunnel(version, InstantSource.system());
        GluetunVpn vpn = vpn(arguments[3], folder, arguments[2]);
        vpn.clean();
        new GluetunKernel(vpn.server(), arguments[2], new GluetunKernel.Firewall(List.of("10.0.0.0/8"), List.of()))
                .start();
        GluetunStandIn.start(
                version,
                tunnel,
                List.of(new Role(
                        "culvert",
                        Set.of("GET /v1/vpn/status", "GET /v1/publicip/ip", "GET " + version.portForwardPath()),
                        new GluetunAccess.ApiKey(
                                Files.readString(folder.resolve(KEY)).strip()))),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), CONTROL_PORT),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), HEALTH_PORT));
        new GluetunProcess(tunnel, vpn).follow(folder.resolve(ORDERS));
    }

    private static GluetunVpn vpn(String type, Path folder, String link) {
        return switch (type) {
            case "wireguard" -> new GluetunWireGuard(folder.resolve("wg.conf"), link);
            case "openvpn" -> new GluetunOpenVpn(folder.resolve(OPENVPN), folder, link);
            default -> throw new IllegalArgumentException("no such VPN_TYPE: " + type);
        };
    }

    private void follow(Path orders) throws IOException, InterruptedException {
        String done = "";
        while (true) {
            String order = Files.readString(orders).strip();
            // A file that is being written is empty for a moment.
            if (!order.isEmpty() && !order.equals(done)) {
                done = order;
                boolean wanted = order.startsWith("up") || order.equals("die");
                if (wanted && engine.isEmpty()) {
                    engine = Optional.of(vpn.up());
                } else if (!wanted && engine.isPresent()) {
                    vpn.down(engine.get());
                    engine = Optional.empty();
                }
                obey(told, order);
            }
            Thread.sleep(LOOK);
        }
    }

    /**
     * {@code up ADDRESS [PORT...]}, {@code down}, {@code die} (somebody swallows its packets: it goes on saying healthy) or
     * {@code crash}.
     */
    static void obey(StandInTunnel tunnel, String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        switch (words.getFirst()) {
            case "up" -> {
                if (words.size() < 2) {
                    throw new IllegalArgumentException("up wants the public address: up ADDRESS [PORT...]");
                }
                List<Integer> ports = new ArrayList<>();
                for (String port : words.subList(2, words.size())) {
                    ports.add(Integer.valueOf(port));
                }
                tunnel.up(words.get(1), ports);
            }
            case "down" -> tunnel.down();
            case "die" -> tunnel.die();
            case "crash" -> tunnel.crash();
            default ->
                throw new IllegalArgumentException("no such order: " + line + "; known are up, down, die and crash");
        }
    }
}
