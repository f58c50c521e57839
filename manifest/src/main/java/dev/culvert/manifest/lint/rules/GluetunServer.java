package dev.culvert.manifest.lint.rules;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.TextFile;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.rules.ControlRoles.Entry;
import dev.culvert.manifest.lint.tree.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** gluetun's control server and its health server: who may ask them what. */
final class GluetunServer {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV018",
                    Severity.ERROR,
                    "gluetun's control server asks nobody who he is",
                    "Up to v3.39.0 it has no authentication; up to v3.41 everything but the settings is public unless roles are given: anybody who reaches the pod stops the tunnel. Settings show keys and passwords.",
                    "Give /gluetun/auth/config.toml with roles, or HTTP_CONTROL_SERVER_ADDRESS=127.0.0.1:8000.",
                    GluetunServer::unauthenticated),
            new Rule(
                    "CV031",
                    Severity.ERROR,
                    "a probe that never succeeds",
                    "gluetun's health server listens on 127.0.0.1:9999, and its firewall drops what comes by eth0. The kubelet asks at the pod's address.",
                    "Set HEALTH_SERVER_ADDRESS=:9999 and FIREWALL_INPUT_PORTS=9999, or probe by exec: /gluetun-entrypoint healthcheck.",
                    GluetunServer::deafProbe),
            new Rule(
                    "CV034",
                    Severity.ERROR,
                    "a file of roles that gluetun refuses",
                    "A key or a route in config.toml that this version does not know makes gluetun exit.",
                    "Take routes of the version that the image's tag names; GET /v1/portforward is known from v3.41, /v1/openvpn/portforwarded before.",
                    GluetunServer::unknownRoutes));

    private static final int HEALTH_PORT = 9999;
    private static final Set<String> PROBES = Set.of("livenessProbe", "readinessProbe", "startupProbe");

    private GluetunServer() {}

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.startsWith("localhost") || address.startsWith("[::1]");
    }

    private static void unauthenticated(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            String address = gluetun.value("HTTP_CONTROL_SERVER_ADDRESS", ":8000");
            boolean noRoles =
                    gluetun.version().filter(GluetunVersion.V3_39_0::equals).isPresent();
            if (!gluetun.complete() || isLoopback(address) || (!noRoles && hasRoles(gluetun))) {
                continue;
            }
            report.found(
                    gluetun.setting("HTTP_CONTROL_SERVER_ADDRESS")
                            .map(setting -> setting.at())
                            .orElse(gluetun.container().get("name")),
                    "it listens on " + gluetun.shown("HTTP_CONTROL_SERVER_ADDRESS", address)
                            + (noRoles ? ", and this version knows no roles" : ", and no file gives roles"));
        }
        for (Gluetun gluetun : manifests.gluetuns()) {
            gluetun.setting("HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE")
                    .filter(role -> role.value().orElse("").replace(" ", "").contains("\"auth\":\"none\""))
                    .ifPresent(role -> report.found(role.at(), "every route is open to everybody"));
        }
        for (TextFile file : roleFiles(manifests)) {
            for (ControlRoles.Role role : ControlRoles.of(file.lines())) {
                if (role.auth().filter("none"::equals).isPresent()) {
                    role.routes().stream()
                            .filter(route -> route.text().startsWith("PUT")
                                    || route.text().endsWith("/settings"))
                            .forEach(route -> report.found(
                                    route.place(),
                                    "everybody may " + (file.secret() ? "ask or change settings" : route.text())));
                }
            }
        }
    }

    private static boolean hasRoles(Gluetun gluetun) {
        return gluetun.has("HTTP_CONTROL_SERVER_AUTH_CONFIG_FILEPATH")
                || gluetun.has("HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE")
                || gluetun.mounts("/gluetun/auth/config.toml");
    }

    private static List<TextFile> roleFiles(Manifests manifests) {
        return manifests.files().stream()
                .filter(file -> file.name().endsWith(".toml") && file.text().contains("[[roles]]"))
                .toList();
    }

    private static void deafProbe(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            if (!gluetun.complete()) {
                continue;
            }
            String address = gluetun.value("HEALTH_SERVER_ADDRESS", "127.0.0.1:" + HEALTH_PORT);
            List<String> opened = Texts.words(gluetun.value("FIREWALL_INPUT_PORTS", ""));
            for (String name : PROBES) {
                Node port = gluetun.container().get(name, "httpGet", "port");
                OptionalInt number = number(gluetun, port);
                if (number.isEmpty() || !address.endsWith(":" + number.getAsInt())) {
                    continue;
                }
                if (isLoopback(address)) {
                    report.found(
                            port,
                            "the health server listens on " + gluetun.shown("HEALTH_SERVER_ADDRESS", address)
                                    + ", where the kubelet does not ask");
                } else if (!opened.contains(String.valueOf(number.getAsInt()))) {
                    report.found(port, "FIREWALL_INPUT_PORTS does not open " + number.getAsInt());
                }
            }
        }
    }

    private static OptionalInt number(Gluetun gluetun, Node port) {
        return port.number().isPresent()
                ? port.number()
                : gluetun.container().get("ports").items().stream()
                        .filter(declared -> declared.get("name").is(port.text("\0")))
                        .map(declared -> declared.get("containerPort").number())
                        .findFirst()
                        .orElse(OptionalInt.empty());
    }

    private static void unknownRoutes(Manifests manifests, Report report) {
        for (TextFile file : roleFiles(manifests)) {
            Optional<GluetunVersion> version = manifests.gluetuns().stream()
                    .filter(gluetun -> gluetun.files().containsValue(file))
                    .flatMap(gluetun -> gluetun.version().stream())
                    .findFirst();
            List<ControlRoles.Role> roles = ControlRoles.of(file.lines());
            roles.stream()
                    .flatMap(role -> role.routes().stream())
                    .filter(route -> !ControlRoles.isKnown(route.text(), version))
                    .forEach(route -> report.found(
                            route.place(),
                            "a route unknown" + named(version) + (file.secret() ? "" : ": " + route.text())));
            Stream<Entry> keys = roles.stream().flatMap(role -> role.unknown().stream());
            keys.forEach(key -> report.found(key.place(), "an unknown key" + (file.secret() ? "" : ": " + key.text())));
        }
    }

    private static String named(Optional<GluetunVersion> version) {
        return version.filter(known -> known.compareTo(GluetunVersion.V3_41_0) < 0)
                        .isPresent()
                ? " before v3.41"
                : "";
    }
}
