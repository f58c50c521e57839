package dev.culvert.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is true of one host now.
 *
 * @param name its name
 * @param role its role's word
 * @param node the machine it runs on; empty for one that is no pod
 * @param addresses its addresses by family, {@code v4} and {@code v6}
 * @param failed how it was made to fail; empty if it was not
 * @param programs its programs and their process ids inside the laboratory; 0 for one that does not run
 * @param report what its agent says about itself; a missing node if it says nothing
 */
public record HostStatus(
        String name,
        String role,
        String node,
        Map<String, String> addresses,
        String failed,
        Map<String, Long> programs,
        JsonNode report) {
    private static final Set<String> TUNNELS = Set.of("gateway", "sidecar");

    /** What the router in this host says of itself, alone in it or beside a gateway; empty if there is none or it said nothing yet. */
    public Optional<JsonNode> router() {
        return Stream.of(report, report.path("router"))
                .filter(said -> said.path("role").asText().equals("router"))
                .findFirst();
    }

    /** Whether the agent that reports keeps a tunnel: a gateway's, or one in a client's own pod. */
    public boolean hasTunnel() {
        return TUNNELS.contains(report.path("role").asText());
    }
}
