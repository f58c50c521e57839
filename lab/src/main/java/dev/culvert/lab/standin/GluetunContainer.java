package dev.culvert.lab.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stand-in as a container's program, started as gluetun is and told what gluetun is told ({@link GluetunSettings}). Not gluetun's:
 * it learns its public address from whoever STANDIN_PUBLIC_ADDRESS_FROM names, and its provider forwards what STANDIN_PORT says, or
 * {@value #PORT_FILE} once somebody writes it.
 */
public final class GluetunContainer {
    /** The port that the provider forwards from now on; written by tests. */
    public static final String PORT_FILE = "/tmp/standin-port";

    private static final Path FOLDER = Path.of("/tmp/standin");
    private static final Path RESOLVERS = Path.of("/etc/resolv.conf");
    private static final Pattern ADDRESS = Pattern.compile("\"ip\"\\s*:\\s*\"([0-9a-f.:]+)\"");
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final int PATIENCE_MILLIS = 1000;

    private final GluetunSettings settings;
    private final GluetunVpn vpn;
    private final StandInTunnel tunnel;

    private GluetunContainer(GluetunSettings settings, GluetunVpn vpn, StandInTunnel tunnel) {
        this.settings = settings;
        this.vpn = vpn;
        this.tunnel = tunnel;
    }

    /** Ends with 1 where gluetun would: settings, firewall, routing. A tunnel's failure never ends it. */
    public static void main(String[] arguments) {
        try {
            run();
        } catch (IOException | InterruptedException | RuntimeException e) {
            System.err.println("ERROR " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run() throws IOException, InterruptedException {
        GluetunSettings settings = GluetunSettings.of(System.getenv(), GluetunContainer::read);
        StandInTunnel tunnel = new StandInTunnel(settings.version(), InstantSource.system());
        List<Role> roles = read(settings.roles()).map(RolesFile::parse).orElse(List.of());
        Files.createDirectories(FOLDER);
        GluetunVpn vpn = switch (settings.vpn()) {
            case GluetunSettings.Vpn.WireGuard(String conf) ->
                new GluetunWireGuard(SecretFile.write(FOLDER.resolve("wg.conf"), conf), settings.link());
            case GluetunSettings.Vpn.OpenVpn(Path profile) -> new GluetunOpenVpn(profile, FOLDER, settings.link());
        };
        new GluetunKernel(vpn.server(), settings.link(), settings.firewall()).start();
        if (settings.resolver().isPresent()) {
            resolveBy(settings.resolver().get());
        }
        GluetunStandIn.start(settings.version(), tunnel, roles, settings.control(), settings.health());
        // A clean end takes its rule along; SIGKILL leaves it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            vpn.clean();
            Runtime.getRuntime().halt(0);
        }));
        new GluetunContainer(settings, vpn, tunnel).hold();
    }

    /** The tunnel, again and again: what crashes is started after 15 s, then after twice as long. */
    private void hold() throws IOException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Process engine = vpn.up();
            System.err.println("INFO the tunnel's link is up");
            String address = "";
            Optional<Integer> forwarded = Optional.empty();
            tunnel.up(address, List.of());
            do {
                String known = address.isEmpty() ? publicAddress() : address;
                Optional<Integer> now = port();
                if (!known.equals(address) || !now.equals(forwarded)) {
                    address = known;
                    forwarded = now;
                    tunnel.up(address, forwarded.stream().toList());
                    System.err.println("INFO public address " + address + ", forwarded " + forwarded);
                }
                if (!address.isEmpty()) {
                    pause = FIRST_PAUSE;
                }
            } while (!engine.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS));
            tunnel.crash();
            vpn.down(engine);
            System.err.println("WARN the tunnel crashed; again in " + pause);
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private Optional<Integer> port() {
        return settings.port()
                .map(first -> read(Path.of(PORT_FILE))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .map(Integer::valueOf)
                        .orElse(first))
                .filter(port -> port != 0);
    }

    private String publicAddress() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) settings.publicAddress().toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (InputStream body = connection.getInputStream()) {
                Matcher matcher = ADDRESS.matcher(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                return matcher.find() ? matcher.group(1) : "";
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return "";
        }
    }

    /** For the whole pod: its containers share the file. */
    private static void resolveBy(String address) throws IOException {
        List<String> others = Files.readAllLines(RESOLVERS).stream()
                .filter(line -> !line.startsWith("nameserver"))
                .toList();
        Files.writeString(RESOLVERS, "nameserver " + address + "\n" + String.join("\n", others) + "\n");
    }

    private static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
