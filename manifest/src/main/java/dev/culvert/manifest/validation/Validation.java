package dev.culvert.manifest.validation;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * Checks the two resources by every rule there is. None found means that their objects can be made; the API server has
 * refused some of these before, an old one fewer.
 */
public final class Validation {
    private Validation() {}

    /** What stands against a gateway. */
    public static List<Finding> of(VpnGateway gateway, Known known) {
        return GatewayRules.of(gateway, known);
    }

    /** What stands against a client; of its workload nothing is known. */
    public static List<Finding> of(VpnClient client, Known known) {
        return ClientRules.of(client, known);
    }

    /** What stands against attaching that workload, a client's, to that gateway, which are valid themselves, in that cluster. */
    public static List<Finding> of(HasMetadata workload, VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        return WorkloadRules.of(workload, client, gateway, cluster);
    }

    /**
     * The gravest of findings, which the condition shows: the first that no change elsewhere heals, else the first.
     */
    public static Optional<Finding> gravest(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.reason().waits())
                .findFirst()
                .or(() -> findings.stream().findFirst());
    }
}
