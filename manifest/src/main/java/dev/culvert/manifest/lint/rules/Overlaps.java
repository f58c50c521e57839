package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.Setting;
import dev.culvert.manifest.lint.kube.Settings;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.validation.Reason;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Networks that are too wide, overlap others, or are no networks. */
final class Overlaps {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV014",
                    Severity.ERROR,
                    "more let out beside the tunnel than is local",
                    "What is called local leaves by eth0. A public network, or 0.0.0.0/1, among them is a hole of that size in the kill switch.",
                    "Name the pods', Services' and LAN's own private networks only.",
                    Overlaps::tooWide),
            new Rule(
                    "CV021",
                    Severity.WARNING,
                    "the tunnel's own gateway is called local",
                    "Port forwarding asks the gateway at the tunnel's far end. If its network is among the outbound subnets, the question leaves by eth0 and no port is forwarded.",
                    "Make the outbound subnets smaller, so that the tunnel's network is not among them.",
                    Overlaps::tunnelGateway),
            new Rule(
                    "CV026",
                    Severity.ERROR,
                    "a text that is no address or network",
                    "Placeholders stay in files that were copied. The plugin or program fails, or ignores the line.",
                    "Write an address, or a network with its length: 192.168.24.0/22.",
                    Overlaps::notAddresses),
            new Rule(
                    "CV029",
                    Severity.ERROR,
                    "the VPN network overlaps the cluster's own",
                    "An address that both networks have is reached by one of them only: clients lose pods, Services or nodes, or gateways lose clients.",
                    "Choose a private network that nothing else uses.",
                    Overlaps::withCluster));

    private static final List<String> LOCAL =
            List.of("FIREWALL_OUTBOUND_SUBNETS", "VPN_LOCAL_CIDRS", "NOT_ROUTED_TO_GATEWAY_CIDRS");
    private static final List<String> ADDRESSES = List.of("WIREGUARD_ADDRESSES", "DNS_ADDRESS");

    private Overlaps() {}

    private static void tooWide(Manifests manifests, Report report) {
        for (Setting setting : Settings.named(manifests, LOCAL)) {
            for (String word : Texts.words(setting.value().orElse(""))) {
                Texts.prefix(word)
                        .filter(net -> !Texts.PRIVATE.contains(net))
                        .ifPresent(
                                net -> report.found(setting.at(), setting.shown(net.toString()) + " is not private"));
            }
        }
        manifests
                .kind("VpnGateway")
                .flatMap(gateway -> gateway.spec().get("local").items().stream())
                .filter(node -> Texts.prefix(node.text(""))
                        .filter(net -> !Texts.PRIVATE.contains(net))
                        .isPresent())
                .forEach(node -> report.found(node, node.text("") + " is not private"));
    }

    private static void tunnelGateway(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            Optional<Setting> subnets = gluetun.setting("FIREWALL_OUTBOUND_SUBNETS");
            if (subnets.isEmpty()) {
                continue;
            }
            PrefixSet tunnel = PrefixSet.of(Stream.concat(
                            Texts.words(gluetun.value("WIREGUARD_ADDRESSES", "")).stream(),
                            usualTunnel(gluetun).stream())
                    .flatMap(word -> Texts.prefix(word).stream())
                    .toList());
            Texts.words(subnets.get().value().orElse("")).stream()
                    .flatMap(word -> Texts.prefix(word).stream())
                    .filter(tunnel::overlaps)
                    .forEach(net -> report.found(
                            subnets.get().at(),
                            subnets.get().shown(net.toString()) + " holds the tunnel's own network"));
        }
    }

    /** Where the providers that forward ports have their gateways. */
    private static Optional<String> usualTunnel(Gluetun gluetun) {
        boolean forwards =
                gluetun.setting("VPN_PORT_FORWARDING").filter(Setting::isOn).isPresent();
        return !forwards
                ? Optional.empty()
                : switch (gluetun.provider()) {
                    case "protonvpn" -> Optional.of("10.2.0.0/24");
                    case "private internet access" -> Optional.of("10.0.0.0/8");
                    default -> Optional.empty();
                };
    }

    private static void notAddresses(Manifests manifests, Report report) {
        for (Network network : manifests.networks()) {
            network.pools().forEach(pool -> {
                network(pool.range(), report);
                Stream.of(pool.start(), pool.end(), pool.at().get("gateway"))
                        .distinct()
                        .forEach(node -> address(node, report));
                pool.exclude().forEach(node -> network(node, report));
            });
            network.routes().forEach(route -> {
                network(route.get("dst"), report);
                address(route.get("gw"), report);
            });
        }
        manifests.attachments().stream()
                .flatMap(attachment -> Stream.concat(
                        attachment.request().get("ips").items().stream(),
                        attachment.request().get("default-route").items().stream()))
                .filter(node ->
                        Texts.address(node.text("").replaceFirst("/\\d+$", "")).isEmpty())
                .forEach(node -> report.found(node, node.text("") + " is no address"));
        manifests
                .kind("NetworkPolicy")
                .flatMap(policy -> policy.spec().walk())
                .map(node -> node.get("ipBlock", "cidr"))
                .forEach(cidr -> network(cidr, report));
        Stream.of(LOCAL, ADDRESSES)
                .flatMap(names -> Settings.named(manifests, names).stream())
                .forEach(setting -> words(setting, report));
    }

    private static void words(Setting setting, Report report) {
        Texts.words(setting.value().orElse("")).stream()
                .filter(word -> !isTemplate(word))
                .filter(word ->
                        Texts.prefix(word).isEmpty() && Texts.address(word).isEmpty())
                .forEach(word -> report.found(setting.at(), setting.shown(word) + " is no address or network"));
    }

    private static void network(Node node, Report report) {
        String text = node.text("");
        if (node.exists()
                && !isTemplate(text)
                && Texts.prefix(text.substring(text.indexOf('-') + 1)).isEmpty()) {
            report.found(node, text + " is no network");
        }
    }

    private static void address(Node node, Report report) {
        String text = node.text("");
        if (node.exists() && !isTemplate(text) && Texts.address(text).isEmpty()) {
            report.found(node, text + " is no address");
        }
    }

    /** Flux and Helm put values there before anybody reads them. */
    private static boolean isTemplate(String text) {
        return text.contains("${") || text.contains("{{");
    }

    private static void withCluster(Manifests manifests, Report report) {
        PrefixSet inside = manifests.facts().pods().union(manifests.facts().services());
        for (Network network : manifests.networks()) {
            boolean onLan = !network.main().get("type").is("bridge");
            network.pools()
                    .forEach(pool -> pool.subnet()
                            .filter(net -> overlaps(
                                    net, onLan ? inside : manifests.facts().all()))
                            .ifPresent(net -> report.found(pool.range(), net + " overlaps " + named(manifests, net))));
        }
        Settings.named(manifests, List.of("VXLAN_IP_NETWORK"))
                .forEach(setting -> Texts.prefix(setting.value().orElse("") + ".0/24")
                        .filter(net -> overlaps(net, manifests.facts().all()))
                        .ifPresent(net -> report.found(
                                setting.at(), setting.shown(net.toString()) + " overlaps " + named(manifests, net))));
        OwnResources.of(manifests, Set.of(Reason.NetworkOverlap), report);
    }

    private static boolean overlaps(Prefix net, PrefixSet others) {
        return others.overlaps(net);
    }

    private static String named(Manifests manifests, Prefix net) {
        return manifests.facts().pods().overlaps(net)
                ? "the pods' network"
                : manifests.facts().services().overlaps(net) ? "the Services' network" : "the nodes' network";
    }
}
