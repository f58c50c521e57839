package dev.culvert.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether all that was started does its work: each tunnel carried a packet, each router uses them all, each VIP is held. */
final class Readiness {
    private static final Set<String> AGENTS = Set.of("node", "router", "gateway", "sidecar");

    private Readiness() {}

    /** What is still missing, a sentence each; nothing if all are ready. */
    static List<String> missing(List<HostStatus> hosts, int vips) {
        List<String> missing = new ArrayList<>();
        Set<String> held = new HashSet<>();
        boolean routed = false;
        for (HostStatus host : hosts) {
            if (host.programs().keySet().stream().noneMatch(AGENTS::contains)) {
                continue;
            }
            if (!host.report().path("ready").asBoolean()) {
                String detail = host.report().path("detail").asText();
                missing.add(host.name() + " is not ready" + (detail.isEmpty() ? "" : ": " + detail));
            }
            if (host.router().isEmpty() && host.programs().containsKey("router")) {
                missing.add("the router of " + host.name() + " has said nothing yet");
            }
            if (host.router().isPresent()) {
                JsonNode router = host.router().get();
                routed = true;
                if (!router.path("ready").asBoolean()) {
                    missing.add("the router of " + host.name() + " is not ready");
                }
                for (JsonNode gateway : router.path("gateways")) {
                    if (!gateway.path("healthy").asBoolean()) {
                        missing.add("%s does not use %s"
                                .formatted(host.name(), gateway.path("name").asText()));
                    }
                }
                router.path("vips").forEach(vip -> held.add(vip.asText()));
            }
        }
        if (routed && held.size() < vips) {
            missing.add("%d of %d VIPs are held".formatted(held.size(), vips));
        }
        return missing;
    }
}
