package dev.culvert.manifest.lint.kube;

import dev.culvert.model.net.PrefixSet;

/**
 * The cluster's own networks, as far as they are known; empty sets otherwise.
 *
 * @param pods of all pods
 * @param services of all Services
 * @param nodes of the nodes' addresses
 */
public record Facts(PrefixSet pods, PrefixSet services, PrefixSet nodes) {
    /** Nothing is known. */
    public static final Facts NONE = new Facts(PrefixSet.EMPTY, PrefixSet.EMPTY, PrefixSet.EMPTY);

    /** Everything that is the cluster's own. */
    public PrefixSet all() {
        return pods.union(services).union(nodes);
    }
}
