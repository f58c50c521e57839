package dev.culvert.lab.standin;

import dev.culvert.lab.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tunnel by the real OpenVPN program, with the provider's file as gluetun changes it (OPENVPN_CUSTOM_CONFIG). Its packets have no
 * mark, and its ways are OpenVPN's own, in the main table: two halves of the world by the tunnel, the server by the pod's way. That last
 * one outlives a kill.
 *
 * @param conf the provider's file
 * @param folder where the changed one goes
 * @param link the tunnel's
 */
record GluetunOpenVpn(Path conf, Path folder, String link) implements GluetunVpn {
    private static final Pattern REMOTE = Pattern.compile("(?m)^remote (\\S+) (\\d+)$");
    private static final Pattern PROTOCOL = Pattern.compile("(?m)^proto (udp|tcp)");
    /** Lines of the file that gluetun leaves out. */
    private static final Pattern LEFT_OUT = Pattern.compile("(up|down|verb|auth-user-pass|user|proto|remote|dev) .*");

    @Override
    public String server() {
        String file = file();
        return found(REMOTE, file).group(1) + " " + found(PROTOCOL, file).group(1) + " dport "
                + found(REMOTE, file).group(2);
    }

    @Override
    public void clean() {
        // Its next start finds its way to the server and goes on.
    }

    @Override
    public Process up() throws IOException {
        Path changed = SecretFile.write(folder.resolve("target.ovpn"), changed(file()));
        Process engine = new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "openvpn", "--config", changed.toString())
                .inheritIO()
                .start();
        Programs.require(
                List.of("sh", "-e"),
                "for try in $(seq 100); do ip route show 128.0.0.0/1 | grep -q " + link
                        + " && break; sleep 0.1; done\n");
        return engine;
    }

    @Override
    public void down(Process engine) throws InterruptedException {
        engine.destroy();
        engine.waitFor();
    }

    private String changed(String file) {
        Matcher remote = found(REMOTE, file);
        return Stream.concat(
                        file.lines().filter(line -> !LEFT_OUT.matcher(line).matches()),
                        Stream.of(
                                "proto " + found(PROTOCOL, file).group(1),
                                "remote " + remote.group(1) + " " + remote.group(2),
                                "dev " + link,
                                "mute-replay-warnings",
                                "auth-nocache",
                                "pull-filter ignore \"auth-token\"",
                                "auth-retry nointeract",
                                "suppress-timestamps",
                                "verb 1",
                                "pull-filter ignore \"route-ipv6\"",
                                "pull-filter ignore \"ifconfig-ipv6\""))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private Matcher found(Pattern line, String file) {
        Matcher matcher = line.matcher(file);
        if (!matcher.find()) {
            throw new IllegalArgumentException(conf + " has no line " + line);
        }
        return matcher;
    }

    private String file() {
        try {
            return Files.readString(conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
