package dev.culvert.manifest.lint.rules;

import dev.culvert.manifest.lint.kube.Attachment;
import dev.culvert.manifest.lint.kube.Manifests;
import dev.culvert.manifest.lint.kube.Network;
import dev.culvert.manifest.lint.kube.Parts;
import dev.culvert.manifest.lint.kube.PodTemplate;
import dev.culvert.manifest.lint.kube.Pool;
import dev.culvert.manifest.lint.kube.Texts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where pods' addresses on second networks come from, and whether there are enough. */
final class Addresses {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "CV022",
                    Severity.ERROR,
                    "an address outside its network",
                    "whereabouts ignores bounds outside its range without a word and hands out others; a next hop that is not on the link cannot be reached.",
                    "Make the range as large as its bounds need, and take the next hop from it.",
                    Addresses::outside),
            new Rule(
                    "CV023",
                    Severity.ERROR,
                    "fewer addresses than pods",
                    "During a rollout old and new pods are there at once, and each needs an address. The last ones wait for ever, and so does the rollout.",
                    "Enlarge the range, or set maxSurge to 0.",
                    Addresses::tooFew),
            new Rule(
                    "CV024",
                    Severity.ERROR,
                    "one address for several pods",
                    "The static plugin never checks for conflicts. A second replica, or the new pod of a rolling update while the old one runs, takes the same address or MAC, and both lose packets.",
                    "Use a pool; or one replica with the strategy Recreate.",
                    Addresses::shared),
            new Rule(
                    "CV025",
                    Severity.ERROR,
                    "host-local on several nodes",
                    "host-local remembers per node what it has handed out. On a network that spans nodes, two of them hand out the same address.",
                    "Use whereabouts, give each node a range of its own, or keep the pods on one node.",
                    Addresses::perNode));

    private Addresses() {}

    private static void outside(Manifests manifests, Report report) {
        for (Network network : manifests.networks()) {
            network.pools().forEach(pool -> bounds(pool, report));
            List<Prefix> subnets = network.subnets();
            if (subnets.isEmpty()) {
                continue;
            }
            Stream.concat(
                            network.gateways().stream(),
                            network.routes().stream()
                                    .map(route -> route.get("gw"))
                                    .filter(Node::exists))
                    .filter(hop -> isOff(hop, subnets))
                    .forEach(hop -> report.found(hop, "the next hop " + hop.text("") + " is not in " + subnets));
        }
        for (Attachment attachment : manifests.attachments()) {
            List<Prefix> subnets =
                    attachment.network(manifests).map(Network::subnets).orElse(List.of());
            attachment.request().get("default-route").items().stream()
                    .filter(hop -> !subnets.isEmpty() && isOff(hop, subnets))
                    .forEach(hop -> report.found(hop, "the next hop " + hop.text("") + " is not in " + subnets));
        }
    }

    private static boolean isOff(Node hop, List<Prefix> subnets) {
        return Texts.address(hop.text(""))
                .filter(address -> subnets.stream().noneMatch(net -> net.contains(address)))
                .isPresent();
    }

    private static void bounds(Pool pool, Report report) {
        Optional<Prefix> subnet = pool.subnet();
        if (subnet.isEmpty()) {
            return;
        }
        for (Node bound : List.of(pool.start(), pool.end())) {
            if (isOff(bound, List.of(subnet.get()))) {
                report.found(bound, bound.text("") + " is not in " + subnet.get());
            }
        }
        for (Node excluded : pool.exclude()) {
            Texts.prefix(excluded.text(""))
                    .filter(net -> !net.overlaps(subnet.get()))
                    .ifPresent(net -> report.found(excluded, net + " is not in " + subnet.get()));
        }
        if (pool.first().isPresent()
                && pool.last().isPresent()
                && pool.first().get().compareTo(pool.last().get()) > 0) {
            report.found(
                    pool.end().exists() ? pool.end() : pool.range(),
                    "the range ends at " + pool.last().get() + ", before it begins at "
                            + pool.first().get());
        }
    }

    private static void tooFew(Manifests manifests, Report report) {
        for (Network network : manifests.networks()) {
            List<Pool> pools =
                    network.pools().stream().filter(pool -> !pool.single()).toList();
            long room = pools.stream()
                    .mapToLong(pool -> Math.min(pool.size(), 1L << 40))
                    .sum();
            long wanted = manifests
                    .attachments(network)
                    .map(Attachment::pod)
                    .mapToLong(pod -> pod.replicas().orElse(1) + pod.surge())
                    .sum();
            if (!pools.isEmpty() && wanted > room) {
                report.found(
                        pools.getFirst().range(),
                        "room for " + room + " pods, and up to " + wanted + " want an address at once");
            }
        }
    }

    private static void shared(Manifests manifests, Report report) {
        var taken = new HashSet<Network>();
        for (Attachment attachment : manifests.attachments()) {
            PodTemplate pod = attachment.pod();
            Optional<Network> fixed = attachment
                    .network(manifests)
                    .filter(network -> network.pools().stream().anyMatch(Pool::single))
                    .filter(network -> !attachment.request().get("ips").exists());
            Optional<String> several = several(pod);
            several.ifPresent(why -> Stream.of("ips", "mac")
                    .map(attachment.request()::get)
                    .filter(Node::exists)
                    .forEach(asked -> report.found(asked, pod.owner().label() + " " + why)));
            fixed.ifPresent(network -> {
                if (several.isPresent()) {
                    report.found(
                            attachment.at(),
                            network.resource().label() + " has one fixed address, and "
                                    + pod.owner().label() + " " + several.get());
                } else if (!taken.add(network)) {
                    report.found(
                            attachment.at(),
                            network.resource().label() + " has one fixed address, and another pod has it already");
                }
            });
        }
    }

    private static Optional<String> several(PodTemplate pod) {
        if (pod.replicas().isEmpty()) {
            return Optional.of("runs one pod a node");
        }
        if (pod.replicas().get() > 1) {
            return Optional.of("has " + pod.replicas().get() + " replicas");
        }
        return pod.replacesBeforeStart() ? Optional.empty() : Optional.of("starts the new pod before the old one ends");
    }

    private static void perNode(Manifests manifests, Report report) {
        var parts = new Parts(manifests);
        for (Network network : manifests.networks()) {
            List<PodTemplate> spread = manifests
                    .attachments(network)
                    .map(Attachment::pod)
                    .filter(pod -> !isPinned(pod))
                    .toList();
            int pods = spread.stream().mapToInt(pod -> pod.replicas().orElse(2)).sum();
            if (network.ipam().get("type").is("host-local") && parts.isVpn(network) && pods > 1) {
                report.found(
                        network.ipam().get("type"),
                        pods + " pods that no rule keeps on one node take addresses from it");
            }
        }
    }

    private static boolean isPinned(PodTemplate pod) {
        return pod.spec().get("nodeName").exists()
                || pod.spec().get("nodeSelector", "kubernetes.io/hostname").exists();
    }
}
