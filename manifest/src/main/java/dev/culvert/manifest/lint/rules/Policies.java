package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.Policy;
import dev.culvert.manifest.lint.kube.Resource;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Policies, and what runs under them: other networks, other CNI plugins. */
final class Policies {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV003",
                    Severity.ERROR,
                    "Cilium keeps Multus away",
                    "With cni.exclusive, Cilium's default, the agent renames every other CNI configuration on the node. Multus is never called, and pods start without their second interface.",
                    "Set cni.exclusive to false.",
                    Policies::exclusive),
            new Rule(
                    "CV017",
                    Severity.WARNING,
                    "a NetworkPolicy about a second network",
                    "Ordinary policies rule eth0. They do not see net1, so an address of its network in a policy neither opens nor closes anything there.",
                    "Write a MultiNetworkPolicy, where its daemon runs, or leave it to the lock in the pod.",
                    Policies::secondNetwork),
            new Rule(
                    "CV041",
                    Severity.ERROR,
                    "a policy that keeps the tunnel from its server",
                    "The tunnel's own packets leave by eth0 and are ruled by the pod's policies like all others.",
                    "Allow egress to the server's address and port, or to 0.0.0.0/0 on the tunnel's port where servers change.",
                    Policies::blockedEndpoint));

    private Policies() {}

    private static void exclusive(Manifests manifests, Report report) {
        if (manifests.networks().isEmpty() && manifests.attachments().isEmpty()) {
            return;
        }
        String message = "and these files use Multus";
        manifests.files().stream()
                .filter(file -> file.name().equals("cni-exclusive") && file.at().isTrue())
                .forEach(file -> report.found(file.at(), "cni-exclusive is on, " + message));
        manifests.values().stream()
                .flatMap(values -> Stream.of(values.get("cni", "exclusive"), values.get("cilium", "cni", "exclusive")))
                .filter(Node::isTrue)
                .forEach(flag -> report.found(flag, "cni.exclusive is on, " + message));
        manifests
                .kind("HelmRelease")
                .filter(release -> release.spec().get("chart", "spec", "chart").is("cilium"))
                .filter(release ->
                        !release.spec().get("values", "cni", "exclusive").exists())
                .forEach(release -> report.found(
                        release.spec().get("chart", "spec", "chart"), "cni.exclusive is on by default, " + message));
    }

    private static void secondNetwork(Manifests manifests, Report report) {
        List<Prefix> second = manifests.networks().stream()
                .filter(network -> network.main().get("type").is("bridge"))
                .map(Network::subnets)
                .flatMap(List::stream)
                .filter(net -> net.length() > 0)
                .toList();
        manifests
                .kind("NetworkPolicy")
                .map(Resource::spec)
                .flatMap(Node::walk)
                .map(node -> node.get("ipBlock", "cidr"))
                .filter(cidr -> Texts.prefix(cidr.text(""))
                        .filter(net -> second.stream().anyMatch(other -> other.contains(net)))
                        .isPresent())
                .forEach(cidr ->
                        report.found(cidr, cidr.text("") + " is on a second network, which no NetworkPolicy rules"));
    }

    private static void blockedEndpoint(Manifests manifests, Report report) {
        for (Gluetun gluetun : manifests.gluetuns()) {
            List<Policy> policies = manifests.policies().stream()
                    .filter(policy -> gluetun.pod().filter(policy::selects).isPresent())
                    .toList();
            if (policies.isEmpty()) {
                continue;
            }
            Optional<IpAddress> server = Stream.of("WIREGUARD_ENDPOINT_IP", "VPN_ENDPOINT_IP", "OPENVPN_ENDPOINT_IP")
                    .flatMap(name -> Texts.address(gluetun.value(name, "")).stream())
                    .findFirst();
            int port = port(gluetun);
            boolean open = policies.stream()
                    .anyMatch(policy -> server.map(address -> policy.allows(Prefix.host(address), port))
                            .orElseGet(policy::allowsInternet));
            if (!open) {
                Resource policy = policies.getFirst().resource();
                report.found(
                        policy.spec(),
                        policy.label() + " lets nothing out to the server of the tunnel in "
                                + gluetun.pod().map(pod -> pod.owner().label()).orElse(""));
            }
        }
    }

    private static int port(Gluetun gluetun) {
        String text = gluetun.value(
                "WIREGUARD_ENDPOINT_PORT",
                gluetun.value("VPN_ENDPOINT_PORT", gluetun.value("OPENVPN_ENDPOINT_PORT", "0")));
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
