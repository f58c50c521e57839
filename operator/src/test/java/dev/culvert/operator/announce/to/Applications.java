package dev.culvert.operator.announce.to;

import dev.culvert.manifest.api.Announcement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.awaitility.Awaitility;

/** Debian's own qBittorrent, Transmission and Deluge, each in a folder of its own and with a password. */
public final class Applications implements AutoCloseable {
    /** Whom they let in. */
    public static final String USER = "admin";

    private static final int LISTENS_AT_FIRST = 45_001;

    private final Announcement.Program kind;
    private final Path folder;
    private final int port = freePort();
    private final int daemonPort = freePort();
    private final List<Process> processes = new ArrayList<>();

    /** One of them, answering. */
    public Applications(Announcement.Program kind) {
        this.kind = kind;
        try {
            folder = Files.createTempDirectory("culvert-" + kind);
            configure();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Its password. */
    public String password() {
        // Deluge's web interface has this one until somebody changes it.
        return kind == Announcement.Program.deluge ? "deluge" : "a password & that=nobody may see";
    }

    /** Where its web interface is. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    private void configure() throws IOException {
        switch (kind) {
            case qbittorrent -> {
                Path config = Files.createDirectories(folder.resolve("qBittorrent/config"));
                Files.writeString(
                        config.resolve("qBittorrent.conf"), """
                        [BitTorrent]
                        Session\\Port=%d
                        [LegalNotice]
                        Accepted=true
                        [Preferences]
                        WebUI\\Address=127.0.0.1
                        WebUI\\Username=%s
                        WebUI\\Password_PBKDF2="@ByteArray(%s)"
                        """.formatted(LISTENS_AT_FIRST, USER, hashed(password())));
            }
            case transmission -> {}
            case deluge -> {
                Files.writeString(folder.resolve("auth"), "localclient:daemon:10\n");
                Files.writeString(
                        folder.resolve("hostlist.conf"),
                        "{\"file\": 3, \"format\": 1}{\"hosts\": [[\"0123456789abcdef\", \"127.0.0.1\", %d, \"localclient\", \"daemon\"]]}"
                                .formatted(daemonPort));
            }
        }
    }

    /** As qBittorrent keeps passwords. */
    private static String hashed(String password) {
        byte[] salt = "sixteen bytes ok".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 100_000, 512))
                    .getEncoded();
            return Base64.getEncoder().encodeToString(salt) + ":"
                    + Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, again if it was killed. */
    public void start() {
        switch (kind) {
            case qbittorrent -> run("qbittorrent-nox", "--profile=" + folder, "--webui-port=" + port);
            case transmission ->
                run(
                        "transmission-daemon",
                        "--foreground",
                        "--config-dir",
                        folder.toString(),
                        "--port",
                        Integer.toString(port),
                        "--rpc-bind-address",
                        "127.0.0.1",
                        "--auth",
                        "--username",
                        USER,
                        "--password",
                        password(),
                        "--no-portmap");
            case deluge -> {
                run("deluged", "-d", "-c", folder.toString(), "-p", Integer.toString(daemonPort), "-u", "127.0.0.1");
                run("deluge-web", "-d", "-c", folder.toString(), "-p", Integer.toString(port), "-i", "127.0.0.1");
                awaitPort(kind + " answers; see " + folder.resolve("log"), daemonPort);
            }
        }
        awaitPort(kind + " answers; see " + folder.resolve("log"), port);
    }

    private void run(String... command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()));
            builder.environment().put("HOME", folder.toString());
            processes.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("dev/need installs it: " + command[0], e);
        }
    }

    /** Waits until somebody listens there. */
    static void awaitPort(String what, int number) {
        Awaitility.await().alias(what).atMost(Duration.ofSeconds(30)).until(() -> {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    /** Ends it at once. */
    public void kill() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
        processes.clear();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
