package dev.culvert.manifest.engine;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.api.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * gluetun's settings, by version; credentials come from the exit's Secret. Its own firewall stays on, inside ours; what it must let
 * through between clients and tunnel our agent puts into it, and puts back when gluetun flushes it. Its resolver stays its own unless ours is in the pod.
 */
final class GluetunEnvironment {
    /** Where gluetun finds the file of an OpenVPN provider that it does not know. */
    static final String PROFILES = "/gluetun/custom";

    /** A setting; in a list, since the order is the reader's. */
    record Setting(String name, String value) {}

    private GluetunEnvironment() {}

    static List<Setting> of(Exit.Gluetun gluetun, Engine.Access access) {
        var settings = new ArrayList<Setting>();
        settings.add(new Setting("VPN_SERVICE_PROVIDER", gluetun.provider()));
        settings.add(new Setting("VPN_TYPE", gluetun.protocol().name()));
        settings.add(new Setting("VPN_INTERFACE", "tun0"));
        if (gluetun.readsProfile()) {
            settings.add(new Setting("OPENVPN_CUSTOM_CONFIG", PROFILES + "/" + Exit.Gluetun.PROFILE_KEY));
        }
        servers(settings, gluetun.servers());
        settings.add(new Setting("HTTP_CONTROL_SERVER_ADDRESS", "127.0.0.1:8000"));
        settings.add(new Setting("HTTP_CONTROL_SERVER_LOG", "off"));
        settings.add(new Setting("HEALTH_SERVER_ADDRESS", "127.0.0.1:9999"));
        if (version(gluetun).compareTo(GluetunVersion.V3_41_0) >= 0) {
            // Before, it restarts by itself; since, only if told to.
            settings.add(new Setting("HEALTH_RESTART_VPN", "on"));
        }
        if (access.asksForPort()) {
            settings.add(new Setting("VPN_PORT_FORWARDING", "on"));
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

    /** Takes the routing rules away that a killed gluetun left, on which the next would fail, and becomes gluetun. */
    static String start() {
        return """
                while ip rule del pref 101 2>/dev/null; do :; done
                while ip -6 rule del pref 101 2>/dev/null; do :; done
                exec /gluetun-entrypoint
                """;
    }
}
