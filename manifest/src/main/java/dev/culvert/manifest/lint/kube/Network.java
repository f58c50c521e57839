package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.EmbeddedJson;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.NotJson;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A NetworkAttachmentDefinition.
 *
 * @param resource the object
 * @param config the CNI configuration in it; absent if it is kept elsewhere or is no JSON
 * @param unreadable why it is no JSON
 */
public record Network(Resource resource, Node config, Optional<NotJson> unreadable) {
    static Network of(Resource resource) {
        Node text = resource.spec().get("config");
        try {
            return new Network(resource, EmbeddedJson.read(text), Optional.empty());
        } catch (NotJson e) {
            return new Network(resource, text.get("unreadable"), Optional.of(e));
        }
    }

    /** Its name. */
    public String name() {
        return resource.name();
    }

    /** Its namespace, or nothing. */
    public String namespace() {
        return resource.namespace();
    }

    /** The plugins, in order; one if it is no chain. */
    public List<Node> plugins() {
        Node chain = config.get("plugins");
        return chain.exists() ? chain.items() : config.exists() ? List.of(config) : List.of();
    }

    /** The plugin that makes the interface. */
    public Node main() {
        return plugins().isEmpty() ? config : plugins().getFirst();
    }

    /** Whether a plugin of this type is in the chain. */
    public boolean has(String type) {
        return plugins().stream().anyMatch(plugin -> plugin.get("type").is(type));
    }

    /** Where addresses come from. */
    public Node ipam() {
        return main().get("ipam");
    }

    /** The routes by it. */
    public List<Node> routes() {
        return ipam().get("routes").items();
    }

    /** Destinations of the routes that can be read. */
    public List<Prefix> destinations() {
        return routes().stream()
                .flatMap(route -> Texts.prefix(route.get("dst").text("")).stream())
                .toList();
    }

    /** Whether its routes carry the internet's traffic of a family. */
    public boolean carriesInternet(Family family) {
        return destinations().stream().anyMatch(dst -> dst.family() == family && Texts.isWide(dst));
    }

    /** Whether its routes carry the internet's traffic. */
    public boolean carriesInternet() {
        return carriesInternet(Family.IPV4) || carriesInternet(Family.IPV6);
    }

    /** The next hops: of the pool, of static addresses, of old-style and new-style host-local ranges. */
    public List<Node> gateways() {
        return Stream.concat(Stream.of(ipam()), pools().stream().map(Pool::at))
                .map(node -> node.get("gateway"))
                .filter(Node::exists)
                .distinct()
                .toList();
    }

    /** The pools that addresses are taken from. */
    public List<Pool> pools() {
        return Pool.of(ipam());
    }

    /** The networks that its addresses are in. */
    public List<Prefix> subnets() {
        return pools().stream().flatMap(pool -> pool.subnet().stream()).toList();
    }
}
