package dev.culvert.manifest.render;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.lint.kube.Facts;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import java.util.List;

/**
 * What a file says of a cluster: one mapping, whose fields are all known.
 *
 * @param cluster as rendering takes it, what is not said being as kubeadm makes it
 * @param networks as lint takes it, what is not said being unknown
 */
public record FactsFile(ClusterFacts cluster, Facts networks) {
    private static final String REMEDY = "see examples/cluster-facts.yaml";

    /**
     * Reads it.
     *
     * @throws InvalidInput naming file and field
     */
    public static FactsFile read(String file, String text) {
        Node facts = mapping(file, text);
        PrefixSet pods = networks(facts.get("podNetworks"));
        PrefixSet services = networks(facts.get("serviceNetworks"));
        PrefixSet nodes = networks(facts.get("nodes"));
        networks(facts.get("otherNodeAddresses"));
        networks(facts.get("apiServers"));
        facts.get("dns", "addresses").items().forEach(FactsFile::address);
        facts.get("dns", "nodeLocal").text().ifPresent(_ -> address(facts.get("dns", "nodeLocal")));
        version(facts.get("version"));
        try {
            return new FactsFile(Yaml.read(file, text, ClusterFacts.class), new Facts(pods, services, nodes));
        } catch (InvalidInput e) {
            throw new InvalidInput(e.field(), e.problem(), REMEDY);
        }
    }

    private static Node mapping(String file, String text) {
        List<Node> documents = dev.culvert.manifest.lint.tree.Yaml.read(file, text).stream()
                .filter(Node::exists)
                .toList();
        if (documents.size() != 1) {
            throw new InvalidInput(
                    file,
                    documents.isEmpty() ? "says nothing" : "has " + documents.size() + " documents",
                    "write one mapping; " + REMEDY);
        }
        Node facts = documents.getFirst();
        if (!(facts instanceof Node.Mapping)) {
            throw new InvalidInput(facts.place().toString(), "is no mapping", REMEDY);
        }
        return facts;
    }

    private static void version(Node version) {
        if (version.exists() && !version.text("").matches("v?\\d{1,4}\\.\\d{1,4}(\\D.*)?")) {
            throw new InvalidInput(
                    field(version),
                    version.text("this") + " is no version of Kubernetes",
                    "write one such as \"1.32\"");
        }
    }

    private static PrefixSet networks(Node list) {
        if (list.exists() && !(list instanceof Node.Sequence)) {
            throw new InvalidInput(field(list), "is no list", REMEDY);
        }
        return PrefixSet.of(list.items().stream().map(FactsFile::network).toList());
    }

    /** A CIDR, or an address alone. */
    private static Prefix network(Node item) {
        try {
            String text = item.text("");
            return text.contains("/") ? Prefix.parse(text) : Prefix.host(IpAddress.parse(text));
        } catch (InvalidInput e) {
            throw e.at(field(item));
        }
    }

    private static void address(Node item) {
        try {
            IpAddress.parse(item.text(""));
        } catch (InvalidInput e) {
            throw e.at(field(item));
        }
    }

    private static String field(Node node) {
        return node.place() + " " + node.place().path();
    }
}
