package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.EmbeddedJson;
import dev.culvert.manifest.lint.tree.Node;
import dev.culvert.manifest.lint.tree.NotJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that a pod asks for, by Multus' annotation.
 *
 * @param pod whose annotation it is
 * @param at where it is written
 * @param namespace of the network; empty if it is the pod's own
 * @param name of the network
 * @param interfaceName the name asked for in the pod, or empty
 * @param request the element of the annotation's JSON; absent in the short form
 */
public record Attachment(PodTemplate pod, Node at, String namespace, String name, String interfaceName, Node request) {
    /** The annotation that asks. */
    public static final String ANNOTATION = "k8s.v1.cni.cncf.io/networks";

    /** The annotation by which Multus answers. */
    public static final String STATUS = "k8s.v1.cni.cncf.io/network-status";

    /**
     * Those that a pod asks for.
     *
     * @throws NotJson if the annotation begins like JSON and is none
     */
    static List<Attachment> of(PodTemplate pod) {
        Node annotation = pod.annotation(ANNOTATION);
        String text = annotation.text("").strip();
        var found = new ArrayList<Attachment>();
        if (text.startsWith("[") || text.startsWith("{")) {
            for (Node element : EmbeddedJson.read(annotation).items()) {
                found.add(new Attachment(
                        pod,
                        element.get("name").exists() ? element.get("name") : element,
                        element.get("namespace").text(""),
                        element.get("name").text(""),
                        element.get("interface")
                                .text(element.get("interfaceRequest").text("")),
                        element));
            }
            return found;
        }
        for (String word : Texts.words(text)) {
            int slash = word.indexOf('/');
            int sign = word.indexOf('@', slash + 1);
            found.add(new Attachment(
                    pod,
                    annotation,
                    slash < 0 ? "" : word.substring(0, slash),
                    word.substring(slash + 1, sign < 0 ? word.length() : sign),
                    sign < 0 ? "" : word.substring(sign + 1),
                    annotation.get("short")));
        }
        return found;
    }

    /** The namespace that the network is looked for in. */
    public String lookedForIn() {
        return namespace.isEmpty() ? pod.namespace() : namespace;
    }

    /** The name, with its namespace if that is said. */
    public String label() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** Whether the pod's default route is to be by it. */
    public boolean takesDefaultRoute() {
        return !request.get("default-route").items().isEmpty();
    }

    /** The network among those that files define. */
    public Optional<Network> network(Manifests manifests) {
        return manifests.networks().stream()
                .filter(network -> network.name().equals(name))
                .filter(network -> Resource.mayShare(network.namespace(), lookedForIn()))
                .findFirst();
    }
}
