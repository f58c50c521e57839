package dev.culvert.lab.standin;

import com.sun.net.httpserver.Headers;
import dev.culvert.agent.gluetun.GluetunAccess;
import dev.culvert.agent.gluetun.GluetunVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A role of gluetun's {@code config.toml}.
 *
 * @param routes such as {@code GET /v1/vpn/status}
 */
public record Role(String name, Set<String> routes, GluetunAccess access) {

    private static final String SETTINGS = "/v1/vpn/settings";

    boolean opens(String route, Headers request) {
        return routes.contains(route)
                && switch (access) {
                    case GluetunAccess.None _ -> true;
                    case GluetunAccess.ApiKey(String key) -> key.equals(request.getFirst("X-API-Key"));
                    case GluetunAccess.Basic(String user, String password) ->
                        ("Basic " + base64(user + ":" + password)).equals(request.getFirst("Authorization"));
                };
    }

    /** The routes of that version. A role that names another makes gluetun exit 1. */
    static Set<String> known(GluetunVersion version) {
        List<String> routes = new ArrayList<>(List.of("GET /v1/version", "GET /v1/publicip/ip"));
        for (String path : List.of("/v1/vpn/status", SETTINGS, "/v1/dns/status", "/v1/updater/status")) {
            routes.add("GET " + path);
            routes.add("PUT " + path);
        }
        routes.add("GET /v1/openvpn/portforwarded");
        routes.add("GET " + version.portForwardPath());
        return Set.copyOf(new LinkedHashSet<>(routes));
    }

    /** What holds without a file of roles. */
    static List<Role> builtIn(GluetunVersion version) {
        return switch (version) {
            case V3_39_0 -> List.of(new Role("everyone", known(version), new GluetunAccess.None()));
            case V3_39_1, V3_41_0, V3_41_2 -> List.of(publicRole(version));
            case NEXT -> List.of();
        };
    }

    private static Role publicRole(GluetunVersion version) {
        Set<String> routes = new HashSet<>(known(version));
        routes.removeIf(route -> route.endsWith(SETTINGS));
        return new Role("public", Set.copyOf(routes), new GluetunAccess.None());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
