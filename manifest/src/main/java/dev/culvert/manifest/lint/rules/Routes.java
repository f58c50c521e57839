package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Attachment;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import java.util.stream.Stream;

/** Routes of second networks. */
final class Routes {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV004",
                    Severity.ERROR,
                    "a next hop without routes",
                    "CNI makes routes from ipam.routes. A gateway alone makes none, so the interface is there and all traffic stays on eth0.",
                    "Add routes, {\"dst\": \"0.0.0.0/0\"} for example, or default-route to the pods' annotation.",
                    Routes::withoutRoutes),
            new Rule(
                    "CV030",
                    Severity.WARNING,
                    "default-route without routes to the cluster",
                    "default-route takes the default route from eth0. Where the pod network has no routes of its own for them, Services and pods on other nodes are then looked for behind the VPN.",
                    "Add routes for the Service and pod networks, or route the internet's networks instead of taking the default route.",
                    Routes::clusterUnreachable),
            new Rule(
                    "CV038",
                    Severity.WARNING,
                    "a property of a route that is not applied",
                    "CNI plugins parse mtu and advmss of routes and apply neither; priority, table and scope are applied by plugins 1.6 and later, which speak CNI 1.1.0.",
                    "Set the interface's mtu instead; for priority, table and scope write cniVersion 1.1.0 and install plugins 1.6.",
                    Routes::ignoredProperties));

    private static final PrefixSet NOTHING = PrefixSet.EMPTY;

    private Routes() {}

    private static void withoutRoutes(Manifests manifests, Report report) {
        for (Network network : manifests.networks()) {
            List<Attachment> users = manifests.attachments(network).toList();
            boolean allTakeDefault = !users.isEmpty() && users.stream().allMatch(Attachment::takesDefaultRoute);
            if (network.routes().isEmpty()
                    && !network.main().get("isDefaultGateway").isTrue()
                    && !allTakeDefault) {
                network.gateways()
                        .forEach(hop ->
                                report.found(hop, network.resource().label() + " has no route by " + hop.text("")));
            }
        }
    }

    private static void clusterUnreachable(Manifests manifests, Report report) {
        for (Attachment attachment : manifests.attachments()) {
            Node taken = attachment.request().get("default-route");
            attachment
                    .network(manifests)
                    .filter(network ->
                            attachment.takesDefaultRoute() && network.config().exists())
                    .filter(network -> !reachesCluster(manifests, network))
                    .ifPresent(network -> report.found(
                            taken,
                            network.resource().label()
                                    + " has no routes to Services and pods beside the default route"));
        }
    }

    private static boolean reachesCluster(Manifests manifests, Network network) {
        PrefixSet own = manifests.facts().services().union(manifests.facts().pods());
        List<Prefix> narrow =
                network.destinations().stream().filter(dst -> dst.length() > 0).toList();
        return own.equals(NOTHING)
                ? !narrow.isEmpty()
                : own.minus(PrefixSet.of(narrow)).isEmpty();
    }

    private static void ignoredProperties(Manifests manifests, Report report) {
        for (Network network : manifests.networks()) {
            boolean old = isBefore11(network.config().get("cniVersion").text("1.1.0"));
            for (Node route : network.routes()) {
                Stream.of("mtu", "advmss")
                        .map(route::get)
                        .filter(Node::exists)
                        .forEach(ignored -> report.found(ignored, "no plugin applies it"));
                Stream.of("priority", "table", "scope")
                        .map(route::get)
                        .filter(property -> old && property.exists())
                        .forEach(property -> report.found(
                                property,
                                "not applied by plugins before 1.6, and cniVersion is "
                                        + network.config().get("cniVersion").text("")));
            }
        }
    }

    private static boolean isBefore11(String version) {
        return version.startsWith("0.") || version.startsWith("1.0");
    }
}
