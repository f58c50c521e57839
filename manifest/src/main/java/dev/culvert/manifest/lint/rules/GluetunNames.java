package dev.culvert.manifest.lint.rules;

import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.tree.Node;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What gluetun reads in another way than its owner means: commands, names of another version, a mount over what is there. */
final class GluetunNames {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV047",
                    Severity.ERROR,
                    "a command for a shell that is not there",
                    "gluetun runs the command of VPN_PORT_FORWARDING_UP_COMMAND and its opposite as it is written: what a shell would do with &&, |, ;, > or $ becomes arguments, and the application never hears of its port.",
                    "Write /bin/sh -c \"…\" around it.",
                    GluetunNames::withoutShell),
            new Rule(
                    "CV048",
                    Severity.WARNING,
                    "a setting of another gluetun",
                    "Names change with versions: DNS_UPSTREAM_RESOLVER_TYPE and DNS_UPSTREAM_RESOLVERS came with 3.41, and so did {{PORT}} in commands. An older one ignores them, and does what it does without.",
                    "Write DOT and DOT_PROVIDERS, and {{PORTS}}; or take v3.41 or later.",
                    GluetunNames::ofLaterVersions),
            new Rule(
                    "CV049",
                    Severity.WARNING,
                    "a mount over /run/secrets",
                    "gluetun's documentation puts files of secrets there; in a pod the ServiceAccount's token is in that folder, and is hidden by the mount.",
                    "Mount it elsewhere, and name the file in the setting that ends with _SECRETFILE.",
                    GluetunNames::overSecrets));

    private static final List<String> COMMANDS =
            List.of("VPN_PORT_FORWARDING_UP_COMMAND", "VPN_PORT_FORWARDING_DOWN_COMMAND");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern FOR_A_SHELL = Pattern.compile("[;|<>`]|&&|\\$[A-Za-z({]");
    private static final Pattern SHELL =
            Pattern.compile("\\s*(/bin/|/usr/bin/)?(sh|ash|bash)\\s+-\\w*c\\b.*", Pattern.DOTALL);
    private static final List<String> LATER = List.of("DNS_UPSTREAM_RESOLVER_TYPE", "DNS_UPSTREAM_RESOLVERS");
    private static final Set<String> SECRETS = Set.of("/run/secrets", "/run", "/var/run", "/var/run/secrets");

    private GluetunNames() {}

    private static void withoutShell(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            for (String name : COMMANDS) {
                gluetun.setting(name)
                        .filter(setting ->
                                setting.value().filter(GluetunNames::needsShell).isPresent())
                        .ifPresent(setting -> report.found(setting.at(), name + " needs a shell and names none"));
            }
        }
    }

    /** What is quoted means nothing to a shell either, but for $ in double quotes. */
    private static boolean needsShell(String command) {
        return !SHELL.matcher(command).matches()
                && FOR_A_SHELL.matcher(QUOTED.matcher(command).replaceAll("")).find();
    }

    private static void ofLaterVersions(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            if (gluetun.version()
                    .filter(version -> version.compareTo(GluetunVersion.V3_41_0) < 0)
                    .isEmpty()) {
                continue;
            }
            for (String name : LATER) {
                gluetun.setting(name)
                        .ifPresent(setting -> report.found(
                                setting.at(),
                                name + " is not known to " + gluetun.image().tag()));
            }
            for (String name : COMMANDS) {
                gluetun.setting(name)
                        .filter(setting -> setting.value().orElse("").contains("{{PORT}}"))
                        .ifPresent(setting -> report.found(
                                setting.at(),
                                "{{PORT}} is not known to " + gluetun.image().tag()));
            }
        }
    }

    private static void overSecrets(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            for (Node mount : gluetun.container().get("volumeMounts").items()) {
                Node path = mount.get("mountPath");
                String text = path.text("");
                if (SECRETS.contains(
                        text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text)) {
                    report.found(path, text + " hides the ServiceAccount's token");
                }
            }
        }
    }
}
