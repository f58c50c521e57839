package dev.culvert.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * How the operator runs.
 *
 * @param namespace its own, where its lease is
 * @param leaderElection whether several may run, of which one works
 * @param cluster what is true of the cluster whatever is found: an object of {@code ClusterFacts}' fields
 * @param statusPort where gateways' agents tell their status
 * @param askEvery how often they are asked
 */
public record OperatorSettings(
        String namespace, boolean leaderElection, ObjectNode cluster, int statusPort, Duration askEvery) {
    /** How often agents are asked unless told. */
    public static final Duration ASK_EVERY = Duration.ofSeconds(2);

    /** Alone, in that namespace, believing what it finds. */
    public static OperatorSettings alone(String namespace, int statusPort) {
        return new OperatorSettings(namespace, false, JsonNodeFactory.instance.objectNode(), statusPort, ASK_EVERY);
    }

    /** The same with these facts of the cluster. */
    public OperatorSettings withCluster(ObjectNode facts) {
        return new OperatorSettings(namespace, leaderElection, facts, statusPort, askEvery);
    }
}
