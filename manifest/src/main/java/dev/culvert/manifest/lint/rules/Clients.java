package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Attachment;
import dev.culvert.manifest.lint.kube.Gluetun;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.Parts;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Policy;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Pods whose traffic should leave through a VPN, and the ways around it. */
final class Clients {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV005",
                    Severity.ERROR,
                    "nothing holds the traffic when the second interface is gone",
                    "The routes by the second interface go with it, and eth0's default route is still there: the pod is open the moment net1 vanishes, or was never made.",
                    "Declare the pod by a VpnClient, or let a NetworkPolicy allow its egress to the cluster alone.",
                    Clients::unlocked),
            new Rule(
                    "CV006",
                    Severity.ERROR,
                    "IPv4 goes through the VPN and IPv6 around it",
                    "Programs prefer IPv6. A default route by eth0, or one that router advertisements make on a macvlan interface, carries it past the tunnel.",
                    "Close IPv6 in the lock and the policy; on macvlan add the tuning plugin with net.ipv6.conf.IFNAME.accept_ra=0.",
                    Clients::ipv6),
            new Rule(
                    "CV007",
                    Severity.WARNING,
                    "names are asked by way of the node",
                    "The cluster's DNS asks for external names from its own node: whoever watches that line learns every name that the client uses.",
                    "Route the DNS Service's address by the VPN network too, set dnsPolicy None with a resolver behind the tunnel, or choose the strategy tunnel.",
                    Clients::names),
            new Rule(
                    "CV013",
                    Severity.ERROR,
                    "hostNetwork on a pod that should use the VPN",
                    "Such a pod has the node's network: Multus gives it nothing, policies do not see it, and a tunnel in it would be the node's.",
                    "Remove hostNetwork.",
                    Clients::hostNetwork),
            new Rule(
                    "CV016",
                    Severity.ERROR,
                    "a client that can change its own network",
                    "NET_ADMIN rewrites routes and rules, NET_RAW sends around them, a privileged container does both: the lock holds only against programs without them.",
                    "Remove the capability; leave what needs it to an init container that ends.",
                    Clients::capable),
            new Rule(
                    "CV020",
                    Severity.ERROR,
                    "a label that promises the VPN, and nothing that keeps the promise",
                    "The label does nothing by itself. Until a policy selects the pod it may send wherever it likes.",
                    "Add a NetworkPolicy that selects the label, or a VpnClient for the workload.",
                    Clients::emptyPromise));

    private static final Set<String> POWERS = Set.of("NET_ADMIN", "NET_RAW", "SYS_ADMIN", "ALL");
    private static final PrefixSet USUAL_SERVICES = PrefixSet.parse("10.0.0.0/8");

    private Clients() {}

    private static void unlocked(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (PodTemplate pod : manifests.pods()) {
            if (Parts.carries(pod) || parts.isLocked(pod, Family.IPV4)) {
                continue;
            }
            parts.vpnAttachments(pod).stream()
                    .filter(attachment -> !attachment.takesDefaultRoute())
                    .forEach(attachment -> report.found(
                            attachment.at(), pod.owner().label() + " is open by eth0 without " + attachment.label()));
        }
    }

    private static void ipv6(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (PodTemplate pod : manifests.pods()) {
            if (Parts.carries(pod) || parts.client(pod).isEmpty() || parts.isLocked(pod, Family.IPV6)) {
                continue;
            }
            boolean dual = manifests.hasPodsOf(Family.IPV6)
                    || pod.root().get("status", "podIPs").items().stream()
                            .anyMatch(ip -> ip.get("ip").text("").contains(":"));
            for (Attachment attachment : parts.vpnAttachments(pod)) {
                boolean carried = attachment
                        .network(manifests)
                        .filter(network -> network.carriesInternet(Family.IPV6))
                        .isPresent();
                if (dual && !carried && (attachment.takesDefaultRoute() || parts.isLocked(pod, Family.IPV4))) {
                    report.found(attachment.at(), pod.owner().label() + " has IPv6 by eth0, and no lock closes it");
                }
            }
            if (parts.isLocked(pod, Family.IPV4)) {
                manifests.policies().stream()
                        .filter(policy -> policy.selects(pod))
                        .flatMap(policy -> policy.cidrs().stream())
                        .filter(cidr -> Policy.opensWorld(cidr, Family.IPV6))
                        .forEach(cidr -> report.found(
                                cidr, "lets all IPv6 of " + pod.owner().label() + " out"));
            }
        }
        manifests.networks().stream()
                .filter(network -> network.main().get("type").is("macvlan"))
                .filter(network -> network.carriesInternet(Family.IPV4) && !network.carriesInternet(Family.IPV6))
                .filter(network -> !network.has("culvert-lock") && !tuned(network))
                .filter(network -> manifests.attachments(network).noneMatch(at -> disablesIpv6(at.pod())))
                .forEach(network -> report.found(
                        network.main().get("type"), "router advertisements give its interface an IPv6 default route"));
    }

    private static boolean tuned(Network network) {
        return network.plugins().stream()
                .flatMap(plugin -> plugin.get("sysctl").entries().entrySet().stream())
                .anyMatch(entry -> closesIpv6(entry.getKey(), entry.getValue()));
    }

    private static boolean disablesIpv6(PodTemplate pod) {
        return pod.spec().get("securityContext", "sysctls").items().stream()
                .anyMatch(entry -> closesIpv6(entry.get("name").text(""), entry.get("value")));
    }

    private static boolean closesIpv6(String name, Node value) {
        return (name.startsWith("net.ipv6.conf.") && name.endsWith("accept_ra") && value.is("0"))
                || (name.startsWith("net.ipv6.conf.") && name.endsWith("disable_ipv6") && value.is("1"));
    }

    private static void names(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        PrefixSet services = manifests.facts().services().isEmpty()
                ? USUAL_SERVICES
                : manifests.facts().services();
        for (PodTemplate pod : manifests.pods()) {
            Node policy = pod.spec().get("dnsPolicy");
            List<Attachment> networks = parts.vpnAttachments(pod);
            boolean carried = networks.stream()
                    .anyMatch(attachment -> (attachment.takesDefaultRoute() && !policy.is("Default"))
                            || attachment
                                    .network(manifests)
                                    .filter(network -> reaches(network, services))
                                    .isPresent());
            if (!Parts.carries(pod)
                    && !networks.isEmpty()
                    && parts.vpnClient(pod).isEmpty()
                    && !policy.is("None")
                    && !carried) {
                report.found(
                        policy.exists() ? policy : networks.getFirst().at(),
                        pod.owner().label() + " asks the cluster's DNS, by eth0, for external names too");
            }
        }
        manifests
                .kind("VpnGateway")
                .map(gateway -> gateway.spec().get("dns", "strategy"))
                .filter(strategy -> strategy.is("cluster"))
                .forEach(strategy -> report.found(strategy, "clients' external names are asked by the node"));
    }

    private static boolean reaches(Network network, PrefixSet services) {
        List<Prefix> own = network.subnets();
        return network.destinations().stream()
                .filter(dst -> own.stream().noneMatch(net -> net.contains(dst)))
                .anyMatch(services::overlaps);
    }

    private static void hostNetwork(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (PodTemplate pod : manifests.pods()) {
            Node host = pod.spec().get("hostNetwork");
            boolean sidecar = pod.allContainers().stream().anyMatch(Gluetun::isIn);
            if (host.isTrue()) {
                parts.client(pod)
                        .or(() -> sidecar ? Optional.of("it runs gluetun") : Optional.empty())
                        .ifPresent(why ->
                                report.found(host, pod.owner().label() + " has the node's network, though " + why));
            }
        }
    }

    private static void capable(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (PodTemplate pod : manifests.pods()) {
            boolean sidecar = pod.allContainers().stream().anyMatch(Gluetun::isIn) && !parts.isGateway(pod);
            if (!sidecar && parts.client(pod).isEmpty()) {
                continue;
            }
            pod.containers().stream()
                    .filter(container -> !Parts.isCarrier(container))
                    .flatMap(Clients::powers)
                    .forEach(power -> report.found(
                            power,
                            "a container of " + pod.owner().label() + " is given "
                                    + (power.is("true") ? "every privilege" : power.text(""))));
        }
    }

    private static Stream<Node> powers(Node container) {
        return Stream.concat(
                Stream.of(container.get("securityContext", "privileged")).filter(Node::isTrue),
                PodTemplate.addedCapabilities(container).stream()
                        .filter(added -> POWERS.contains(added.text("").replace("CAP_", ""))));
    }

    private static void emptyPromise(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (PodTemplate pod : manifests.pods()) {
            Node label = pod.root().get("metadata", "labels", Manifests.EGRESS);
            if (label.is("vpn-only")
                    && parts.vpnClient(pod).isEmpty()
                    && manifests.policies().stream().noneMatch(policy -> policy.selects(pod))) {
                report.found(label, "no policy selects " + pod.owner().label());
            }
        }
    }
}
