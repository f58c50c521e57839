package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Image;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Setting;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.validation.GluetunProviders;
import dev.culvert.model.net.Family;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Settings by which gluetun's tunnel does not come up, or comes up twice. */
final class GluetunTunnel {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV032",
                    Severity.ERROR,
                    "a setting with which gluetun does not start",
                    "gluetun takes an endpoint by address, not by name; an interface name of letters, digits and underscores; IPv6 addresses only where the pod has IPv6; and by WireGuard only some providers.",
                    "Write the server's address; rename the interface; leave the IPv6 address out; take openvpn, or custom with WireGuard's settings.",
                    GluetunTunnel::refused),
            new Rule(
                    "CV033",
                    Severity.ERROR,
                    "port forwarding from a provider that has none",
                    "gluetun can ask private internet access, protonvpn, privatevpn and perfect privacy for a port. With others it exits, or no port ever comes.",
                    "Switch VPN_PORT_FORWARDING off, or name the provider in VPN_PORT_FORWARDING_PROVIDER.",
                    GluetunTunnel::noForwarding),
            new Rule(
                    "CV036",
                    Severity.ERROR,
                    "two peers with one WireGuard key",
                    "During a rolling update, or with several replicas, two pods hold the same key. The server answers whichever spoke last, and both tunnels stall by turns.",
                    "One replica with strategy Recreate, or a StatefulSet; a key of its own for each replica.",
                    GluetunTunnel::keyTwice),
            new Rule(
                    "CV037",
                    Severity.ERROR,
                    "gluetun's version is left open",
                    "DNS, the control server's authentication, the health check and the MTU mean different things in every version; latest is the development branch.",
                    "Pin a version: v3.41.3.",
                    GluetunTunnel::unpinned),
            new Rule(
                    "CV044",
                    Severity.ERROR,
                    "a port that is no port, or nobody's",
                    "Such a line is refused or ignored, and the port stays closed; a port that the application does not listen on is open for nothing.",
                    "Write a number from 1 to 65535, the one that the application listens on.",
                    GluetunTunnel::ports));

    private static final List<String> ENDPOINTS =
            List.of("WIREGUARD_ENDPOINT_IP", "VPN_ENDPOINT_IP", "OPENVPN_ENDPOINT_IP");
    private static final List<String> PORTS = List.of(
            "FIREWALL_VPN_INPUT_PORTS",
            "FIREWALL_INPUT_PORTS",
            "VPN_PORT_FORWARDING_LISTENING_PORT",
            "WIREGUARD_ENDPOINT_PORT",
            "VPN_ENDPOINT_PORT",
            "OPENVPN_ENDPOINT_PORT");
    private static final Set<String> LISTENING = Set.of("TORRENTING_PORT", "PEERPORT", "QBT_TORRENTING_PORT");
    private static final int HIGHEST_PORT = 65_535;

    private GluetunTunnel() {}

    private static void refused(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            for (String name : ENDPOINTS) {
                gluetun.setting(name)
                        .filter(setting -> setting.value()
                                .filter(text -> !text.isBlank()
                                        && !text.contains("${")
                                        && Texts.address(text).isEmpty())
                                .isPresent())
                        .ifPresent(setting -> report.found(setting.at(), setting.shown() + " is no address"));
            }
            gluetun.setting("VPN_INTERFACE")
                    .filter(setting -> setting.value()
                            .filter(text -> !text.matches("[A-Za-z0-9_]+"))
                            .isPresent())
                    .ifPresent(setting ->
                            report.found(setting.at(), setting.shown() + " is not of letters, digits and underscores"));
            if (gluetun.isWireguard() && GluetunProviders.isOpenvpnOnly(gluetun.provider())) {
                gluetun.setting("VPN_TYPE")
                        .ifPresent(setting -> report.found(
                                setting.at(),
                                "gluetun runs " + gluetun.shown("VPN_SERVICE_PROVIDER", "it") + " by OpenVPN alone"));
            }
            boolean noIpv6 = manifests.hasPodsOf(Family.IPV4) && !manifests.hasPodsOf(Family.IPV6);
            gluetun.setting("WIREGUARD_ADDRESSES")
                    .filter(setting -> noIpv6 && setting.value().orElse("").contains(":"))
                    .ifPresent(setting -> report.found(setting.at(), "an IPv6 address, and pods have no IPv6"));
        }
    }

    private static void noForwarding(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            String provider = gluetun.value("VPN_PORT_FORWARDING_PROVIDER", gluetun.provider())
                    .toLowerCase(Locale.ROOT);
            gluetun.setting("VPN_PORT_FORWARDING")
                    .filter(setting -> setting.isOn()
                            && !provider.isEmpty()
                            && !provider.contains("${")
                            && !GluetunProviders.forwardsPorts(provider))
                    .ifPresent(setting -> report.found(
                            setting.at(),
                            gluetun.shown(
                                            "VPN_PORT_FORWARDING_PROVIDER",
                                            gluetun.shown("VPN_SERVICE_PROVIDER", "the provider"))
                                    + " forwards no port by gluetun"));
        }
    }

    private static void keyTwice(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            if (!gluetun.isWireguard() || gluetun.pod().isEmpty()) {
                continue;
            }
            PodTemplate pod = gluetun.pod().get();
            Node spec = pod.owner().spec();
            if (pod.replicas().orElse(2) > 1) {
                report.found(
                        spec.get("replicas").exists()
                                ? spec.get("replicas")
                                : pod.owner().root().get("kind"),
                        pod.owner().label() + " runs several pods with one key");
            } else if (!pod.replacesBeforeStart()) {
                report.found(
                        spec.get("strategy").exists()
                                ? spec.get("strategy")
                                : pod.owner().root().get("kind"),
                        pod.owner().label() + " starts the new pod before the old one ends");
            }
        }
    }

    private static void unpinned(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            Image image = gluetun.image();
            if ((!image.digest()
                            && !image.tag().contains("${")
                            && gluetun.version().isEmpty())
                    || image.tag().equals("latest")) {
                report.found(image.at(), image.tag().isEmpty() ? "no tag" : image.tag() + " is no version");
            }
        }
    }

    private static void ports(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            PORTS.forEach(name -> gluetun.setting(name).ifPresent(setting -> numbers(setting, report)));
            gluetun.setting("FIREWALL_VPN_INPUT_PORTS")
                    .ifPresent(opened -> gluetun.neighbours().stream()
                            .flatMap(container -> container.get("env").items().stream())
                            .filter(entry ->
                                    LISTENING.contains(entry.get("name").text("")))
                            .map(entry -> entry.get("value"))
                            .filter(port -> port.number().isPresent()
                                    && opened.value().isPresent()
                                    && !Texts.words(opened.value().get()).contains(port.text("")))
                            .forEach(port -> report.found(
                                    opened.at(),
                                    "the application listens on " + port.text("") + ", which is not opened")));
        }
        manifests.files().stream()
                .filter(file -> file.name().equals("nat.conf"))
                .flatMap(file -> file.lines().stream())
                .filter(line -> !line.text().isBlank() && !line.text().strip().startsWith("#"))
                .filter(line ->
                        !line.text().strip().matches("\\S+\\s+\\d{1,3}(\\s+(tcp|udp):\\d{1,5}(,(tcp|udp):\\d{1,5})*)?"))
                .forEach(line ->
                        report.found(line.place(), "is no line of: hostname, last octet, tcp:port or udp:port"));
    }

    private static void numbers(Setting setting, Report report) {
        Texts.words(setting.value().orElse("")).stream()
                .filter(word -> !word.contains("${") && !isPort(word))
                .forEach(word -> report.found(setting.at(), setting.shown(word) + " is no port"));
    }

    private static boolean isPort(String word) {
        return word.matches("\\d{1,5}") && Integer.parseInt(word) >= 1 && Integer.parseInt(word) <= HIGHEST_PORT;
    }
}
