package dev.culvert.agent.node;

import dev.culvert.netlink.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which ports our bridges have, so that pods are back when somebody deleted a bridge under them. */
final class BridgePorts {
    private final Map<String, String> bridgeOf = new TreeMap<>();

    /** Remembers what is attached now to one of {@code bridges}, and forgets links that are gone or moved elsewhere. */
    void observe(List<Link> links, Set<String> bridges) {
        Map<Integer, String> names = links.stream().collect(Collectors.toMap(Link::index, Link::name));
        Map<String, Link> present = links.stream().collect(Collectors.toMap(Link::name, link -> link));
        bridgeOf.keySet().removeIf(port -> !present.containsKey(port));
        for (Link link : links) {
            if (link.master().isPresent()) {
                String bridge = names.getOrDefault(link.master().getAsInt(), "");
                if (bridges.contains(bridge)) {
                    bridgeOf.put(link.name(), bridge);
                } else {
                    bridgeOf.remove(link.name());
                }
            }
        }
    }

    /** The ports that have lost their bridge, which is there again. */
    Map<String, String> lost(List<Link> links) {
        Set<String> there = links.stream().map(Link::name).collect(Collectors.toSet());
        var lost = new HashMap<String, String>();
        for (Link link : links) {
            String bridge = bridgeOf.get(link.name());
            if (bridge != null && link.master().equals(OptionalInt.empty()) && there.contains(bridge)) {
                lost.put(link.name(), bridge);
            }
        }
        return lost;
    }
}
