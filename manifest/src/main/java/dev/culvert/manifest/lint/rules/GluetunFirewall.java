package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Parts;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Setting;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What gluetun lets out beside its tunnel, and when. */
final class GluetunFirewall {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV008",
                    Severity.ERROR,
                    "names are asked outside the tunnel, or in clear",
                    "DNS_KEEP_NAMESERVER keeps the cluster's resolver; a plain upstream is read by whoever is on the way; a private one is reached by eth0.",
                    "Leave DNS to gluetun: over TLS or HTTPS, to a public resolver.",
                    GluetunFirewall::dns),
            new Rule(
                    "CV010",
                    Severity.ERROR,
                    "a gateway that forwards before its firewall stands",
                    "Until gluetun has started FORWARD is open, and after a post-rule has failed (up to v3.41) it is open again: clients' packets leave by eth0.",
                    "Drop FORWARD in an init container before gluetun, for IPv6 too.",
                    GluetunFirewall::openGateway),
            new Rule(
                    "CV011",
                    Severity.ERROR,
                    "gluetun's firewall is switched off",
                    "It is the kill switch. Without it everything leaves by eth0 as soon as the tunnel does not stand.",
                    "Remove the setting.",
                    GluetunFirewall::off),
            new Rule(
                    "CV015",
                    Severity.ERROR,
                    "the application does not wait for gluetun",
                    "Containers of a pod start side by side. Until gluetun's firewall stands the application has eth0 for itself, after every restart of the pod.",
                    "Make gluetun the first init container with restartPolicy Always and a startupProbe, or put a lock before both.",
                    GluetunFirewall::notGated),
            new Rule(
                    "CV035",
                    Severity.WARNING,
                    "a killed gluetun does not start again",
                    "After SIGKILL or out of memory its ip rule stays in the pod's namespace, and the next start fails: file exists.",
                    "Delete the rule before the entrypoint: command [/bin/sh, -c, \"ip rule del table 51820; exec /gluetun-entrypoint\"].",
                    GluetunFirewall::staleRule),
            new Rule(
                    "CV040",
                    Severity.ERROR,
                    "gluetun without the capabilities that it needs",
                    "Without NET_ADMIN there is no tunnel. With drop ALL it also needs CHOWN and DAC_OVERRIDE: OpenVPN fails without them, and the public address stays empty.",
                    "Add NET_ADMIN, CHOWN and DAC_OVERRIDE.",
                    GluetunFirewall::capabilities));

    private static final Pattern CLEANING = Pattern.compile("ip\\s+(-\\w+\\s+)?rule\\s+(del|flush)");
    private static final List<String> NEEDED = List.of("NET_ADMIN", "CHOWN", "DAC_OVERRIDE");
    private static final Set<String> RESOLVERS = Set.of("DNS_ADDRESS", "DNS_UPSTREAM_PLAIN_ADDRESSES");

    private GluetunFirewall() {}

    private static void dns(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            gluetun.setting("DNS_KEEP_NAMESERVER")
                    .filter(Setting::isOn)
                    .ifPresent(setting -> report.found(setting.at(), "the cluster's resolver is kept"));
            for (String name : List.of("DOT", "DNS_SERVER")) {
                gluetun.setting(name)
                        .filter(Setting::isOff)
                        .ifPresent(setting -> report.found(setting.at(), name + " is off: names are asked in clear"));
            }
            gluetun.setting("DNS_UPSTREAM_RESOLVER_TYPE")
                    .filter(setting ->
                            setting.value().filter("plain"::equalsIgnoreCase).isPresent())
                    .ifPresent(setting -> report.found(setting.at(), "names are asked in clear"));
            RESOLVERS.forEach(name -> gluetun.setting(name).ifPresent(setting -> resolvers(setting, report)));
        }
    }

    private static void resolvers(Setting setting, Report report) {
        Texts.words(setting.value().orElse("")).stream()
                .map(word -> word.replaceFirst("^([0-9.]+):\\d+$", "$1"))
                .flatMap(word -> Texts.address(word).stream())
                .filter(address -> Texts.PRIVATE.contains(address) && !Texts.LOOPBACK.contains(address))
                .forEach(address ->
                        report.found(setting.at(), setting.shown(address.toString()) + " is a private address"));
    }

    private static void off(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            for (String name : List.of("FIREWALL", "FIREWALL_ENABLED_DISABLING_IT_SHOOTS_YOU_IN_YOUR_FOOT")) {
                gluetun.setting(name)
                        .filter(Setting::isOff)
                        .ifPresent(setting -> report.found(setting.at(), name + " is off"));
            }
        }
    }

    private static void eachInPod(Manifests manifests, BiConsumer<Gluetun, PodTemplate> look) {
        manifests.gluetuns().forEach(gluetun -> gluetun.pod().ifPresent(pod -> look.accept(gluetun, pod)));
    }

    private static void openGateway(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        eachInPod(manifests, (gluetun, pod) -> {
            if (parts.isGateway(pod) && gluetun.predecessors().stream().noneMatch(Parts::locks)) {
                report.found(
                        gluetun.container().get("name"),
                        pod.owner().label() + " forwards for others, and nothing closes FORWARD before gluetun");
            }
        });
    }

    private static void notGated(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        eachInPod(manifests, (gluetun, pod) -> {
            if (parts.isGateway(pod)
                    || gluetun.neighbours().isEmpty()
                    || gluetun.predecessors().stream().anyMatch(Parts::locks)) {
                return;
            }
            if (!gluetun.isNativeSidecar()) {
                report.found(
                        gluetun.container().get("name"),
                        "it starts beside the others of " + pod.owner().label());
            } else if (!gluetun.container().get("startupProbe").exists()) {
                report.found(
                        gluetun.container().get("name"),
                        "without a startupProbe the others of " + pod.owner().label() + " start as soon as it runs");
            }
        });
    }

    private static void staleRule(Manifests manifests, Report report) {
        eachInPod(manifests, (gluetun, pod) -> {
            if (gluetun.isWireguard()
                    && !CLEANING.matcher(Parts.script(gluetun.container())).find()) {
                report.found(gluetun.container().get("name"), "nothing deletes the rule that a killed gluetun leaves");
            }
        });
    }

    private static void capabilities(Manifests manifests, Report report) {
        eachInPod(manifests, (gluetun, pod) -> {
            Node context = gluetun.container().get("securityContext");
            boolean dropsAll = context.get("capabilities", "drop").items().stream()
                    .anyMatch(dropped -> dropped.text("").equalsIgnoreCase("ALL"));
            List<String> added = PodTemplate.addedCapabilities(gluetun.container()).stream()
                    .map(node -> node.text("").replace("CAP_", ""))
                    .toList();
            Optional<String> missing = NEEDED.stream()
                    .filter(needed -> dropsAll && !added.contains(needed) && !added.contains("ALL"))
                    .reduce((one, other) -> one + ", " + other);
            missing.filter(_ -> !context.get("privileged").isTrue())
                    .ifPresent(names ->
                            report.found(context.get("capabilities"), "ALL is dropped, and not added: " + names));
        });
    }
}
