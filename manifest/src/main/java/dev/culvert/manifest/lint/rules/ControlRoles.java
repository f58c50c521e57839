package dev.culvert.manifest.lint.rules;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.lint.tree.Node.Line;
import dev.culvert.manifest.lint.tree.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The roles in gluetun's config.toml: as much of TOML as such files use. Values of keys and passwords are not kept. */
final class ControlRoles {
    /** A word in the file. */
    record Entry(Place place, String text) {}

    /**
     * A role.
     *
     * @param auth how it is authenticated, if that is said
     * @param routes that it opens
     * @param unknown keys that gluetun does not know
     */
    record Role(Optional<String> auth, List<Entry> routes, List<Entry> unknown) {}

    private static final Pattern KEY = Pattern.compile("^\\s*([A-Za-z0-9_-]+)\\s*=\\s*(.*)$");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"|'([^']*)'");
    private static final Set<String> KEYS = Set.of("name", "routes", "auth", "username", "password", "apikey");
    private static final Set<String> ROUTES = Set.of(
            "GET /openvpn/actions/restart",
            "GET /openvpn/portforwarded",
            "GET /openvpn/settings",
            "GET /unbound/actions/restart",
            "GET /updater/restart",
            "GET /v1/version",
            "GET /v1/vpn/status",
            "PUT /v1/vpn/status",
            "GET /v1/vpn/settings",
            "PUT /v1/vpn/settings",
            "GET /v1/openvpn/status",
            "PUT /v1/openvpn/status",
            "GET /v1/openvpn/portforwarded",
            "GET /v1/openvpn/settings",
            "GET /v1/dns/status",
            "PUT /v1/dns/status",
            "GET /v1/updater/status",
            "PUT /v1/updater/status",
            "GET /v1/publicip/ip");

    private ControlRoles() {}

    /** Whether a version knows a route; of an unknown version, whether any does. */
    static boolean isKnown(String route, Optional<GluetunVersion> version) {
        boolean old = version.filter(known -> known.compareTo(GluetunVersion.V3_41_0) < 0)
                .isPresent();
        return ROUTES.contains(route) || (!old && route.equals("GET /v1/portforward"));
    }

    static List<Role> of(List<Line> lines) {
        var roles = new ArrayList<Role>();
        boolean inRoutes = false;
        for (Line line : lines) {
            String text = line.text().strip();
            if (text.equals("[[roles]]")) {
                roles.add(new Role(Optional.empty(), new ArrayList<>(), new ArrayList<>()));
                inRoutes = false;
                continue;
            }
            if (roles.isEmpty() || text.startsWith("#")) {
                continue;
            }
            Role role = roles.getLast();
            Matcher key = KEY.matcher(line.text());
            if (!inRoutes && key.matches()) {
                inRoutes = key.group(1).equals("routes");
                role = keyed(role, key.group(1), key.group(2), line.place());
                roles.set(roles.size() - 1, role);
            }
            if (inRoutes) {
                strings(text).forEach(route -> roles.getLast().routes().add(new Entry(line.place(), route)));
                inRoutes = !text.contains("]");
            }
        }
        return roles;
    }

    private static Role keyed(Role role, String key, String value, Place place) {
        if (!KEYS.contains(key)) {
            role.unknown().add(new Entry(place, key));
        }
        return key.equals("auth") ? new Role(strings(value).stream().findFirst(), role.routes(), role.unknown()) : role;
    }

    private static List<String> strings(String text) {
        return STRING.matcher(text)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toList();
    }
}
