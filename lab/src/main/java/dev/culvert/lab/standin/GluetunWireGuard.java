package dev.culvert.lab.standin;

import dev.culvert.lab.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tunnel as gluetun's own WireGuard makes it: table 51820, and a rule at 101 that sends there what is not its own. The link dies with
 * the process, as gluetun's does; the rule stays behind.
 *
 * @param conf the provider's WireGuard file
 * @param link the tunnel's
 */
record GluetunWireGuard(Path conf, String link) implements GluetunVpn {
    private static final Pattern ENDPOINT = Pattern.compile("(?m)^Endpoint = (.*):(\\d+)$");

    @Override
    public String server() {
        try {
            Matcher endpoint = ENDPOINT.matcher(Files.readString(conf));
            if (!endpoint.find()) {
                throw new IllegalArgumentException(conf + " names no endpoint");
            }
            return endpoint.group(1) + " udp dport " + endpoint.group(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void clean() {
        sh("while ip rule del pref 101 2>/dev/null; do :; done\n");
    }

    @Override
    public Process up() throws IOException {
        Files.deleteIfExists(Path.of("/run/wireguard", link + ".sock"));
        Process engine = new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "wireguard-go", "--foreground", link)
                .inheritIO()
                .start();
        sh("""
                for try in $(seq 100); do [ -S /run/wireguard/LINK.sock ] && break; sleep 0.05; done
                sed -E '/^(Address|DNS|MTU) =/d' CONF | wg addconf LINK /dev/stdin
                wg set LINK fwmark 0xca6c
                for address in $(sed -n 's/^Address = //p' CONF | tr ',' ' '); do ip address add $address dev LINK; done
                ip link set LINK mtu 1320 up
                ip route add default dev LINK table 51820
                ip rule add not fwmark 0xca6c lookup 51820 pref 101
                """);
        return engine;
    }

    @Override
    public void down(Process engine) throws InterruptedException {
        sh("ip rule del pref 101\n");
        engine.destroyForcibly().waitFor();
    }

    private void sh(String script) {
        Programs.require(List.of("sh", "-e"), script.replace("LINK", link).replace("CONF", conf.toString()));
    }
}
