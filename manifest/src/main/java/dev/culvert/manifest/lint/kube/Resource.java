package dev.culvert.manifest.lint.kube;

import dev.culvert.manifest.lint.tree.Node;

/** A Kubernetes object in a file. */
public record Resource(Node root) {
    /** Its kind; empty if it has none. */
    public String kind() {
        return root.get("kind").text("");
    }

    /** The group of its API, empty for the core group. */
    public String group() {
        String version = root.get("apiVersion").text("");
        int slash = version.indexOf('/');
        return slash < 0 ? "" : version.substring(0, slash);
    }

    /** Its name. */
    public String name() {
        return root.get("metadata", "name").text("");
    }

    /** Its namespace; empty if the file leaves it to whoever applies it. */
    public String namespace() {
        return root.get("metadata", "namespace").text("");
    }

    /** What it should be. */
    public Node spec() {
        return root.get("spec");
    }

    /** Kind and name, for messages. */
    public String label() {
        return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    /** Whether both may be in one namespace: the same, or one of them not said. */
    public static boolean mayShare(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }
}
