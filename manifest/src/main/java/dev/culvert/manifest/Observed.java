package dev.culvert.manifest;

import java.util.Collection;
import java.util.List;
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
 * @param portClients where the ready pods are that claim a port, by its name: their addresses on the client network, in overlay
 *     routing on the pod network
 * @param closedClients where pods are that are attached and no clients any more; addresses as above
 * @param secretVersions versions of their Secrets, by exits' names: where a new one needs a new pod, the pod's template changes with it
 */
public record Observed(
        SortedMap<String, String> gatewayPods,
        SortedSet<String> clientPods,
        SortedMap<String, SortedSet<String>> portClients,
        SortedSet<String> closedClients,
        SortedMap<String, String> secretVersions) {
    /** Nothing yet. */
    public static final Observed NOTHING = of(Map.of(), List.of(), Map.of(), List.of(), Map.of());

    /** In the order that files have. */
    public static Observed of(
            Map<String, String> gatewayPods,
            Collection<String> clientPods,
            Map<String, ? extends Collection<String>> portClients,
            Collection<String> closedClients,
            Map<String, String> secretVersions) {
        var byPort = new TreeMap<String, SortedSet<String>>();
        portClients.forEach((port, addresses) -> byPort.put(port, new TreeSet<>(addresses)));
        return new Observed(
                new TreeMap<>(gatewayPods),
                new TreeSet<>(clientPods),
                byPort,
                new TreeSet<>(closedClients),
                new TreeMap<>(secretVersions));
    }
}
