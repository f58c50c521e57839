package dev.culvert.manifest;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was seen of a gateway's world, beside the resources themselves. Nothing at all is a fair observation: objects can be made
 * of it, and change when there is more.
 *
 * @param gatewayPods pod addresses of gateways, by their exits' names
 * @param clientPods pod addresses of attached clients
 * @param secretVersions versions of Secrets, by name: where a new one needs a new pod, the pod's template changes with it
 */
public record Observed(
        SortedMap<String, String> gatewayPods, SortedSet<String> clientPods, SortedMap<String, String> secretVersions) {
    /** Nothing yet. */
    public static final Observed NOTHING = new Observed(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());

    /** In the order that files have. */
    public static Observed of(
            Map<String, String> gatewayPods, Collection<String> clientPods, Map<String, String> secretVersions) {
        return new Observed(new TreeMap<>(gatewayPods), new TreeSet<>(clientPods), new TreeMap<>(secretVersions));
    }
}
