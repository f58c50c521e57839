package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Parts;
import dev.culvert.manifest.lint.kube.Setting;
import dev.culvert.manifest.lint.kube.Settings;
import dev.culvert.manifest.lint.kube.TextFile;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Place;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules of iptables and nftables that people write for gateways: gluetun's post-rules, scripts of containers. */
final class FirewallRules {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV009",
                    Severity.ERROR,
                    "a gateway that forwards to anywhere",
                    "When the tunnel goes, its routes go, and forwarded packets take eth0. Only a FORWARD that drops by default, and accepts by -o the tunnel alone, stops them.",
                    "Set the policy to DROP, and accept with -o tun0 (or what the tunnel is called), and replies by state.",
                    FirewallRules::forward),
            new Rule(
                    "CV019",
                    Severity.ERROR,
                    "the gateway's own traffic is not held",
                    "Without the block, or with a port accepted on every interface, what should be in the tunnel leaves by eth0 when there is none: 443 is most of the web.",
                    "Leave VPN_BLOCK_OTHER_TRAFFIC true, and accept the tunnel's port to the server's address only.",
                    FirewallRules::output),
            new Rule(
                    "CV039",
                    Severity.ERROR,
                    "a post-rule that gluetun ignores",
                    "Up to v3.41 a line counts only if it begins, without indentation or quotes, with iptables or ip6tables. Others are skipped with a line in the log.",
                    "Begin the line with iptables or ip6tables.",
                    FirewallRules::ignored));

    private static final Pattern ACCEPTED = Pattern.compile("\\s-j\\s+ACCEPT\\b");
    private static final Pattern FORWARD_CHAIN = Pattern.compile("\\s-[AI]\\s+FORWARD\\b");
    private static final Pattern OUTPUT_CHAIN = Pattern.compile("\\s-[AI]\\s+OUTPUT\\b");
    private static final Pattern OPEN_POLICY =
            Pattern.compile("(-P|--policy)\\s+FORWARD\\s+ACCEPT\\b|hook\\s+forward[^}]*policy\\s+accept");
    private static final Pattern REPLIES = Pattern.compile("ESTABLISHED");
    private static final Pattern DESTINATION = Pattern.compile("\\s(?:-d|--destination)\\s+([0-9a-fA-F.:/]+)");
    private static final Pattern INTERFACE =
            Pattern.compile("\\s(?:-o|-i|--out-interface|--in-interface)[\\s=]+\"?([\\w$@{}.+-]+)");
    private static final Pattern TUNNEL =
            Pattern.compile("(tun|wg|tap)[\\w+-]*|\\$\\{?VPN_INTERFACE\\}?|nordlynx|proton.*");
    private static final Pattern COMMAND = Pattern.compile("ip6?tables(-nft|-legacy)?\\s.*");

    private FirewallRules() {}

    private static void forward(Manifests manifests, Report report) {
        List<String> tunnels =
                manifests.gluetuns().stream().map(Gluetun::tunnel).toList();
        for (Command line : commands(manifests)) {
            String text = " " + line.text();
            if (OPEN_POLICY.matcher(text).find()) {
                report.found(line.place(), "FORWARD accepts by default");
            } else if (FORWARD_CHAIN.matcher(text).find()
                    && ACCEPTED.matcher(text).find()
                    && !REPLIES.matcher(text).find()
                    && !byTunnel(text, tunnels)
                    && !toPrivate(text)) {
                report.found(line.place(), "accepts without -o the tunnel" + line.shown());
            }
        }
    }

    private static boolean byTunnel(String text, List<String> tunnels) {
        Matcher matcher = INTERFACE.matcher(text);
        return matcher.results()
                .map(match -> match.group(1))
                .anyMatch(name -> tunnels.contains(name) || TUNNEL.matcher(name).matches());
    }

    private static boolean toPrivate(String text) {
        Matcher matcher = DESTINATION.matcher(text);
        return matcher.find()
                && (Texts.address(matcher.group(1))
                                .filter(Texts.PRIVATE::contains)
                                .isPresent()
                        || Texts.prefix(matcher.group(1))
                                .filter(Texts.PRIVATE::contains)
                                .isPresent());
    }

    private static void output(Manifests manifests, Report report) {
        Settings.named(manifests, List.of("VPN_BLOCK_OTHER_TRAFFIC")).stream()
                .filter(Setting::isOff)
                .forEach(setting -> report.found(setting.at(), "VPN_BLOCK_OTHER_TRAFFIC is off"));
        for (Command line : commands(manifests)) {
            String text = " " + line.text();
            if (OUTPUT_CHAIN.matcher(text).find()
                    && ACCEPTED.matcher(text).find()
                    && text.contains("--dport")
                    && !INTERFACE.matcher(text).find()
                    && !DESTINATION.matcher(text).find()) {
                report.found(line.place(), "accepts a port on every interface" + line.shown());
            }
        }
    }

    private static boolean isPostRules(TextFile file) {
        return file.name().endsWith("post-rules.txt");
    }

    private static void ignored(Manifests manifests, Report report) {
        manifests.files().stream()
                .filter(FirewallRules::isPostRules)
                .flatMap(FirewallRules::commands)
                .filter(line -> !line.text().isBlank() && !line.text().strip().startsWith("#"))
                .filter(line -> !COMMAND.matcher(line.text()).matches())
                .forEach(line -> report.found(line.place(), "ignored" + line.shown()));
    }

    /** A line; one of a Secret is not shown. */
    private record Command(Place place, String text, boolean secret) {
        String shown() {
            return secret ? "" : ": " + text.strip();
        }
    }

    private static Stream<Command> commands(TextFile file) {
        return file.lines().stream().map(line -> new Command(line.place(), line.text(), file.secret()));
    }

    /** Post-rules, scripts in ConfigMaps, and what containers of pods that carry traffic run. */
    private static List<Command> commands(Manifests manifests) {
        Stream<Command> files = manifests.files().stream()
                .filter(file -> isPostRules(file) || file.name().endsWith(".sh"))
                .flatMap(FirewallRules::commands);
        Stream<Command> scripts = manifests.pods().stream()
                .filter(Parts::carries)
                .flatMap(pod -> pod.allContainers().stream())
                .flatMap(container -> Stream.concat(
                        container.get("command").items().stream(), container.get("args").items().stream()))
                .flatMap(argument -> argument.lines().stream())
                .flatMap(line -> Stream.of(line.text().split(";|&&|\\|\\|", -1))
                        .map(part -> new Command(line.place(), part, false)));
        return Stream.concat(files, scripts).toList();
    }
}
