package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Attachment;
import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.Parts;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Resource;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Family;
import dev.culvert.model.plan.Encapsulation;
import dev.culvert.model.plan.Mtu;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The links under a VPN network: bridges, VXLAN, interface names, sizes. */
final class Bridges {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV012",
                    Severity.ERROR,
                    "the node joins the VPN network",
                    "ipMasq lets the node translate and forward what should go to a gateway: around the VPN, with the node's address. isGateway gives every node the next hop's address.",
                    "Remove ipMasq, isGateway and isDefaultGateway; the gateway is a pod.",
                    Bridges::nodeForwards),
            new Rule(
                    "CV028",
                    Severity.WARNING,
                    "packets larger than the tunnel",
                    "A client that believes in 1500 bytes sends packets that the tunnel cannot carry. Ping and DNS work, TLS hangs. VXLAN takes 50 bytes of its underlay.",
                    "Set the network's mtu to the tunnel's or less, VXLAN's to its underlay's less 50, or clamp the MSS in the gateway.",
                    Bridges::tooLarge),
            new Rule(
                    "CV042",
                    Severity.ERROR,
                    "an interface name that Linux does not take",
                    "Names of interfaces have at most 15 characters. The plugin fails, and the pod does not start.",
                    "Shorten it to 15 characters.",
                    Bridges::longNames));

    private static final int LONGEST_NAME = 15;
    private static final int GLUETUN_MTU = 1320;

    private Bridges() {}

    private static void nodeForwards(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        manifests.networks().stream()
                .filter(network -> network.main().get("type").is("bridge") && parts.isVpn(network))
                .forEach(network -> Stream.of("ipMasq", "isGateway", "isDefaultGateway")
                        .map(network.main()::get)
                        .filter(Node::isTrue)
                        .forEach(flag -> report.found(flag, network.resource().label() + " is a network of a VPN")));
    }

    private static void tooLarge(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            Optional<PodTemplate> pod = gluetun.pod();
            if (pod.isEmpty() || !gluetun.isWireguard() || clamps(gluetun, pod.get())) {
                continue;
            }
            int tunnel = parse(gluetun.value("WIREGUARD_MTU", "")).orElse(GLUETUN_MTU);
            List<Network> own = manifests
                    .attachments(pod.get())
                    .flatMap(attachment -> attachment.network(manifests).stream())
                    .toList();
            manifests.networks().stream()
                    .filter(network -> own.stream().anyMatch(other -> isSameLink(network, other)))
                    .filter(network -> mtu(network) > tunnel)
                    .forEach(network -> report.found(
                            written(network),
                            "an MTU of " + mtu(network) + ", and the tunnel of "
                                    + pod.get().owner().label() + " carries " + tunnel));
        }
        manifests
                .kind("Link")
                .filter(link -> link.spec().get("vxlan").exists())
                .forEach(link -> vxlan(manifests, link, report));
    }

    private static void vxlan(Manifests manifests, Resource link, Report report) {
        int underlay = link(manifests, link.spec().get("vxlan", "device", "name"))
                .flatMap(device ->
                        device.spec().get("mtu").number().stream().boxed().findFirst())
                .orElse(Mtu.ETHERNET);
        int room = underlay - Encapsulation.VXLAN.overhead(Family.IPV4);
        Stream.of(link.spec().get("mtu"), link.spec().get("vxlan", "mtu"))
                .filter(mtu -> mtu.number().orElse(0) > room)
                .forEach(mtu -> report.found(mtu, "VXLAN over " + underlay + " bytes carries " + room));
        String bridge = link(manifests, link.spec().get("vxlan", "master", "name"))
                .map(master -> master.spec().get("interfaceName").text(""))
                .orElse("");
        manifests.networks().stream()
                .filter(network ->
                        !bridge.isEmpty() && network.main().get("bridge").is(bridge))
                .filter(network -> mtu(network) > room)
                .forEach(network -> report.found(
                        written(network), "an MTU of " + mtu(network) + " on a bridge whose VXLAN carries " + room));
    }

    private static Optional<Resource> link(Manifests manifests, Node name) {
        return manifests.kind("Link").filter(link -> name.is(link.name())).findFirst();
    }

    private static boolean isSameLink(Network one, Network other) {
        Node bridge = one.main().get("bridge");
        return one.equals(other)
                || (bridge.exists() && bridge.is(other.main().get("bridge").text("")));
    }

    private static int mtu(Network network) {
        return network.main().get("mtu").number().orElse(network.config().exists() ? Mtu.ETHERNET : 0);
    }

    private static Node written(Network network) {
        Node mtu = network.main().get("mtu");
        return mtu.exists() ? mtu : network.main().get("type");
    }

    private static Optional<Integer> parse(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean clamps(Gluetun gluetun, PodTemplate pod) {
        return gluetun.files().values().stream().anyMatch(file -> isClamp(file.text()))
                || pod.allContainers().stream()
                        .anyMatch(container -> Parts.isOurs(container) || isClamp(Parts.script(container)));
    }

    private static boolean isClamp(String text) {
        return text.contains("TCPMSS") || text.contains("maxseg");
    }

    private static void longNames(Manifests manifests, Report report) {
        Stream<Node> written = Stream.of(
                        manifests.networks().stream()
                                .flatMap(network -> Stream.of(
                                        network.main().get("bridge"),
                                        network.main().get("master"))),
                        manifests.kind("Link").map(link -> link.spec().get("interfaceName")),
                        manifests
                                .kind("VpnGateway")
                                .map(gateway -> gateway.spec().get("routing", "uplink", "master")))
                .flatMap(nodes -> nodes);
        written.filter(node -> node.text("").length() > LONGEST_NAME)
                .forEach(node -> report.found(
                        node, node.text("") + " has " + node.text("").length() + " characters"));
        manifests.gluetuns().stream()
                .flatMap(gluetun -> gluetun.setting("VPN_INTERFACE").stream())
                .filter(setting -> setting.value().orElse("").length() > LONGEST_NAME)
                .forEach(setting -> report.found(setting.at(), setting.shown() + " has more than 15 characters"));
        for (Attachment attachment : manifests.attachments()) {
            String name = attachment.interfaceName();
            if (name.length() > LONGEST_NAME) {
                report.found(attachment.at(), name + " has " + name.length() + " characters");
            }
        }
    }
}
