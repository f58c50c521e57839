package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a NetworkPolicy or CiliumNetworkPolicy says about egress.
 *
 * @param resource the object
 * @param selector whose egress it rules
 * @param rules what it lets out; nothing else leaves
 */
public record Policy(Resource resource, Selector selector, List<Node> rules) {
    private static final Set<String> WORLD = Set.of("world", "world-ipv4", "world-ipv6", "all");

    static Optional<Policy> of(Resource resource) {
        Node spec = resource.spec();
        Node egress = spec.get("egress");
        boolean rules = switch (resource.kind()) {
            case "NetworkPolicy" ->
                spec.get("policyTypes").exists()
                        ? spec.get("policyTypes").items().stream().anyMatch(type -> type.is("Egress"))
                        : egress.exists();
            case "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy" ->
                egress.exists() || spec.get("egressDeny").exists();
            default -> false;
        };
        Node selector = spec.get(resource.kind().equals("NetworkPolicy") ? "podSelector" : "endpointSelector");
        return rules ? Optional.of(new Policy(resource, new Selector(selector), egress.items())) : Optional.empty();
    }

    /** Whether it rules these pods. */
    public boolean selects(PodTemplate pod) {
        return (resource.kind().equals("CiliumClusterwideNetworkPolicy")
                        || Resource.mayShare(resource.namespace(), pod.namespace()))
                && selector.matches(pod.labels());
    }

    /** The networks that it lets out to, as written. */
    public List<Node> cidrs() {
        return rules.stream().flatMap(Policy::cidrs).toList();
    }

    private static Stream<Node> cidrs(Node rule) {
        return Stream.of(
                        rule.get("to").items().stream().map(peer -> peer.get("ipBlock", "cidr")),
                        rule.get("toCIDR").items().stream(),
                        rule.get("toCIDRSet").items().stream().map(entry -> entry.get("cidr")))
                .flatMap(nodes -> nodes)
                .filter(Node::exists);
    }

    /** Whether nothing of the internet is let out by a family, whatever the port. */
    public boolean isLock(Family family) {
        return rules.stream()
                .noneMatch(rule -> letsAll(rule) || cidrs(rule).anyMatch(cidr -> opensWorld(cidr, family)));
    }

    /** Whether a network is the internet of a family, or a large part of it. */
    public static boolean opensWorld(Node cidr, Family family) {
        return Texts.prefix(cidr.text(""))
                .filter(net -> net.family() == family && Texts.isWide(net))
                .isPresent();
    }

    /** Whether a rule names no destination, or the whole world. */
    private static boolean letsAll(Node rule) {
        boolean anywhere = !rule.get("to").exists()
                && rule.entries().keySet().stream().noneMatch(key -> key.startsWith("to") && !key.equals("toPorts"));
        return anywhere || rule.get("toEntities").items().stream().anyMatch(entity -> WORLD.contains(entity.text("")));
    }

    /** Whether some rule lets a network out, wholly, to a port, 0 standing for any. */
    public boolean allows(Prefix network, int port) {
        return rules.stream()
                .anyMatch(rule -> allowsPort(rule, port)
                        && (letsAll(rule)
                                || rule.get("toFQDNs").exists()
                                || cidrs(rule)
                                        .anyMatch(node -> Texts.prefix(node.text(""))
                                                .filter(net -> net.contains(network))
                                                .isPresent())));
    }

    /** Whether some rule lets something out that is on the internet. */
    public boolean allowsInternet() {
        return rules.stream()
                .anyMatch(rule -> letsAll(rule)
                        || rule.get("toFQDNs").exists()
                        || cidrs(rule)
                                .anyMatch(node -> Texts.prefix(node.text(""))
                                        .filter(net -> !Texts.PRIVATE.contains(net))
                                        .isPresent()));
    }

    private static boolean allowsPort(Node rule, int port) {
        List<Node> ports = rule.get("ports").items();
        return port == 0
                || ports.isEmpty()
                || ports.stream()
                        .anyMatch(entry -> !entry.get("port").exists()
                                || entry.get("port").number().isEmpty()
                                || (entry.get("port").number().getAsInt() <= port
                                        && port
                                                <= entry.get("endPort")
                                                        .number()
                                                        .orElse(entry.get("port")
                                                                .number()
                                                                .getAsInt())));
    }
}
