package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Pods that a file asks for: a pod itself, or a workload's template.
 *
 * @param owner the pod or workload
 * @param root the pod or its template, with {@code metadata} and {@code spec}
 */
public record PodTemplate(Resource owner, Node root) {
    static Optional<PodTemplate> of(Resource resource) {
        Node spec = resource.spec();
        return switch (resource.kind()) {
            case "Pod" -> Optional.of(new PodTemplate(resource, resource.root()));
            case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController" ->
                Optional.of(new PodTemplate(resource, spec.get("template")));
            case "CronJob" -> Optional.of(new PodTemplate(resource, spec.get("jobTemplate", "spec", "template")));
            default -> Optional.empty();
        };
    }

    /** What the pods should be. */
    public Node spec() {
        return root.get("spec");
    }

    /** An annotation of the pods. */
    public Node annotation(String name) {
        return root.get("metadata", "annotations", name);
    }

    /** The pods' labels. */
    public Map<String, String> labels() {
        var labels = new TreeMap<String, String>();
        root.get("metadata", "labels").entries().forEach((key, value) -> labels.put(key, value.text("")));
        return labels;
    }

    /** The namespace, or nothing. */
    public String namespace() {
        return owner.namespace();
    }

    /** Containers that run side by side. */
    public List<Node> containers() {
        return spec().get("containers").items();
    }

    /** Containers that run before, in order. */
    public List<Node> initContainers() {
        return spec().get("initContainers").items();
    }

    /** All of them, in the order of their start. */
    public List<Node> allContainers() {
        return Stream.concat(initContainers().stream(), containers().stream()).toList();
    }

    /** Whether there is only ever one of them, and the old one ends before the new one begins. */
    public boolean replacesBeforeStart() {
        return switch (owner.kind()) {
            case "Deployment" -> owner.spec().get("strategy", "type").is("Recreate") || surge() == 0;
            default -> true;
        };
    }

    /** How many there are to be; empty if that depends on the nodes. */
    public Optional<Integer> replicas() {
        return switch (owner.kind()) {
            case "DaemonSet" -> Optional.empty();
            case "Job", "CronJob" -> Optional.of(1);
            default -> Optional.of(owner.spec().get("replicas").number().orElse(1));
        };
    }

    /** How many more there may be while they are replaced: a Deployment's default is a quarter, rounded up. */
    public int surge() {
        if (!owner.kind().equals("Deployment")
                || owner.spec().get("strategy", "type").is("Recreate")) {
            return 0;
        }
        String text = owner.spec().get("strategy", "rollingUpdate", "maxSurge").text("25%");
        try {
            return text.endsWith("%")
                    ? Math.ceilDiv(replicas().orElse(1) * Integer.parseInt(text.substring(0, text.length() - 1)), 100)
                    : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    /** Capabilities that a container adds. */
    public static List<Node> addedCapabilities(Node container) {
        return container.get("securityContext", "capabilities", "add").items();
    }
}
