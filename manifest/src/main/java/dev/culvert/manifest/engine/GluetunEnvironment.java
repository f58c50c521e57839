package dev.culvert.manifest.engine;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.api.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * gluetun's settings, by version; credentials come from the exit's Secret. Its own firewall stays on, inside ours: it is told to let
 * through what ours lets through. Its resolver stays its own unless ours is in the pod.
 */
final class GluetunEnvironment {
    /** A setting; in a list, since the order is the reader's. */
    record Setting(String name, String value) {}

    private GluetunEnvironment() {}

    static List<Setting> of(Exit.Gluetun gluetun, Engine.Access access) {
        var settings = new ArrayList<Setting>();
        settings.add(new Setting("VPN_SERVICE_PROVIDER", gluetun.provider()));
        settings.add(new Setting("VPN_TYPE", gluetun.protocol().name()));
        settings.add(new Setting("VPN_INTERFACE", "tun0"));
        servers(settings, gluetun.servers());
        settings.add(new Setting("HTTP_CONTROL_SERVER_ADDRESS", "127.0.0.1:8000"));
        settings.add(new Setting("HTTP_CONTROL_SERVER_LOG", "off"));
        settings.add(new Setting("HEALTH_SERVER_ADDRESS", "127.0.0.1:9999"));
        if (version(gluetun).compareTo(GluetunVersion.V3_41_0) >= 0) {
            // Before, it restarts by itself; since, only if told to.
            settings.add(new Setting("HEALTH_RESTART_VPN", "on"));
        }
        access.resolver().ifPresent(address -> {
            // Its own listens on every address, where ours is to listen on one.
            settings.add(
                    new Setting(version(gluetun).compareTo(GluetunVersion.V3_41_0) >= 0 ? "DNS_SERVER" : "DOT", "off"));
            settings.add(new Setting("DNS_ADDRESS", address));
        });
        if (!access.outside().isEmpty()) {
            settings.add(new Setting("FIREWALL_OUTBOUND_SUBNETS", String.join(",", access.outside())));
        }
        if (!access.ports().isEmpty()) {
            settings.add(new Setting(
                    "FIREWALL_INPUT_PORTS",
                    access.ports().stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        if (!access.links().isEmpty()) {
            settings.add(new Setting("CULVERT_POST_RULES", postRules(access)));
        }
        return List.copyOf(settings);
    }

    private static GluetunVersion version(Exit.Gluetun gluetun) {
        return GluetunVersion.ofTag(gluetun.tag()).orElseThrow();
    }

    private static void servers(List<Setting> settings, Exit.@Nullable Servers servers) {
        if (servers != null) {
            list(settings, "SERVER_COUNTRIES", servers.countries());
            list(settings, "SERVER_REGIONS", servers.regions());
            list(settings, "SERVER_CITIES", servers.cities());
            list(settings, "SERVER_HOSTNAMES", servers.hostnames());
            list(settings, "SERVER_NAMES", servers.names());
        }
    }

    private static void list(List<Setting> settings, String name, List<String> values) {
        if (!values.isEmpty()) {
            settings.add(new Setting(name, String.join(",", values)));
        }
    }

    /**
     * What gluetun's iptables must let pass, since a packet that any table drops is dropped: into the tunnel, replies out of
     * it, and from gateway to gateway. One command a line, which begins with the command's name: gluetun ignores others.
     */
    private static String postRules(Engine.Access access) {
        var rules = new ArrayList<String>();
        List<String> links = access.links();
        for (String link : links) {
            access.resolver().ifPresent(address -> {
                for (String protocol : List.of("udp", "tcp")) {
                    rules.add("iptables -A INPUT -i " + link + " -d " + address + " -p " + protocol
                            + " --dport 53 -j ACCEPT");
                }
            });
            rules.add("iptables -A FORWARD -i " + link + " -o tun0 -j ACCEPT");
            rules.add(
                    "iptables -A FORWARD -i tun0 -o " + link + " -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT");
        }
        for (String in : links) {
            for (String out : links) {
                rules.add("iptables -A FORWARD -i " + in + " -o " + out + " -j ACCEPT");
            }
        }
        return String.join("\n", rules);
    }

    /**
     * Takes the routing rules away that a killed gluetun left, on which the next would fail, puts the rules where gluetun looks for
     * them, and becomes gluetun.
     */
    static String start() {
        return """
                while ip rule del pref 101 2>/dev/null; do :; done
                while ip -6 rule del pref 101 2>/dev/null; do :; done
                mkdir -p /iptables
                printf '%s\\n' "$CULVERT_POST_RULES" >/iptables/post-rules.txt
                exec /gluetun-entrypoint
                """;
    }
}
