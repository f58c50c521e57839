package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.NotJson;
import dev.culvert.model.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that was given to lint, with what it refers to across files.
 *
 * @param resources Kubernetes objects, those in lists too
 * @param values settings of charts: files that are no objects, and what HelmReleases and Applications carry
 * @param files in ConfigMaps and Secrets
 * @param pods that the objects ask for
 * @param networks NetworkAttachmentDefinitions
 * @param attachments of pods to networks
 * @param policies on egress
 * @param gluetuns containers of gluetun
 * @param unreadable annotations that begin like JSON and are none
 * @param facts of the cluster
 */
public record Manifests(
        List<Resource> resources,
        List<Node> values,
        List<TextFile> files,
        List<PodTemplate> pods,
        List<Network> networks,
        List<Attachment> attachments,
        List<Policy> policies,
        List<Gluetun> gluetuns,
        List<NotJson> unreadable,
        Facts facts) {
    /** The label by which a pod says that all of its traffic must leave through a VPN. */
    public static final String EGRESS = "culvert.dev/egress";

    /** Sorts documents out. */
    public static Manifests of(List<Node> documents, Facts facts) {
        var resources = new ArrayList<Resource>();
        var values = new ArrayList<Node>();
        documents.forEach(document -> sort(document, resources, values));
        List<TextFile> files = resources.stream()
                .flatMap(resource -> TextFile.of(resource).stream())
                .toList();
        List<PodTemplate> pods = resources.stream()
                .flatMap(resource -> PodTemplate.of(resource).stream())
                .toList();
        var unreadable = new ArrayList<NotJson>();
        var attachments = new ArrayList<Attachment>();
        for (PodTemplate pod : pods) {
            try {
                attachments.addAll(Attachment.of(pod));
            } catch (NotJson e) {
                unreadable.add(e);
            }
        }
        var finder = new GluetunFinder(files);
        return new Manifests(
                List.copyOf(resources),
                List.copyOf(values),
                files,
                pods,
                resources.stream()
                        .filter(resource -> resource.kind().equals("NetworkAttachmentDefinition"))
                        .map(Network::of)
                        .toList(),
                List.copyOf(attachments),
                resources.stream()
                        .flatMap(resource -> Policy.of(resource).stream())
                        .toList(),
                Stream.concat(pods.stream().flatMap(finder::in), values.stream().flatMap(finder::in))
                        .toList(),
                List.copyOf(unreadable),
                facts);
    }

    private static void sort(Node document, List<Resource> resources, List<Node> values) {
        if (!document.get("kind").exists() || !document.get("apiVersion").exists()) {
            values.add(document);
            return;
        }
        var resource = new Resource(document);
        if (resource.kind().endsWith("List") && document.get("items").exists()) {
            document.get("items").items().forEach(item -> sort(item, resources, values));
            return;
        }
        resources.add(resource);
        Stream.of(
                        resource.spec().get("values"),
                        resource.spec().get("source", "helm", "valuesObject"),
                        resource.spec().get("valuesObject"))
                .filter(node -> !node.entries().isEmpty())
                .forEach(values::add);
    }

    /** Objects of a kind. */
    public Stream<Resource> kind(String kind) {
        return resources.stream().filter(resource -> resource.kind().equals(kind));
    }

    /** What a pod attaches to. */
    public Stream<Attachment> attachments(PodTemplate pod) {
        return attachments.stream().filter(attachment -> attachment.pod().equals(pod));
    }

    /** What attaches to a network. */
    public Stream<Attachment> attachments(Network network) {
        return attachments.stream()
                .filter(attachment -> attachment.network(this).equals(Optional.of(network)));
    }

    /** Whether the cluster's pods have addresses of a family, as far as is known. */
    public boolean hasPodsOf(Family family) {
        return !facts.pods().only(family).isEmpty();
    }
}
