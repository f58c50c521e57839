package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a gateway.
 *
 * @param observedGeneration of the spec that this speaks of
 * @param routing the method's name
 * @param clientNetwork the network between clients and gateways, found free once and kept
 * @param exitsHealthy as people read it: 3/4, or ?/1 where nobody can tell
 * @param addresses the healthy exits' public addresses, as people read them
 * @param clients how many VpnClients are attached
 * @param unprotected how many pods that should be clients run without a lock
 * @param dns where clients' names are asked, as people read it
 * @param exits each of them
 * @param names under which the exits are published; null without {@code spec.dynamicDns}
 * @param conditions Ready, Degraded, KillSwitch, Invalid, NamesPublished
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VpnGatewayStatus(
        @JsonPropertyDescription("The generation of the spec that this speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("How clients reach the exits: sidecar, overlay, network or uplink.") @Nullable
        String routing,

        @JsonPropertyDescription("The network between clients and gateways.") @Nullable
        String clientNetwork,

        @JsonPropertyDescription("Healthy exits of all, 3/4; ?/1 where nobody can tell.") @Nullable
        String exitsHealthy,

        @JsonPropertyDescription("The healthy exits' public addresses.") @Nullable
        String addresses,

        @JsonPropertyDescription("How many VpnClients are attached.") @Nullable
        Integer clients,

        @JsonPropertyDescription("How many pods that should be clients run without a lock.") @Nullable
        Integer unprotected,

        @JsonPropertyDescription("Where clients' names are asked, and whether queries leave outside the tunnels.")
        @Nullable
        String dns,

        @JsonPropertyDescription("Each exit.") List<ExitStatus> exits,

        @JsonPropertyDescription("The names under which the exits are published.") @Nullable
        NamesStatus names,

        @JsonPropertyDescription("Ready, Degraded, KillSwitch, Invalid, NamesPublished.")
        List<Condition> conditions) {
    public VpnGatewayStatus {
        exits = Lists.copy(exits);
        conditions = Lists.copy(conditions);
    }

    /**
     * What is true of an exit.
     *
     * @param name as in the spec
     * @param id its number on the wire, its own for ever, 1 to 255
     * @param ready whether its tunnel has carried a packet
     * @param healthy whether it takes new flows; false as well while nobody can tell
     * @param witness who says so: pod or probe; null while nobody does
     * @param publicAddress what remotes see by IPv4
     * @param publicAddress6 what they see by IPv6, where clients have it
     * @param since when {@code healthy} last changed, RFC 3339
     * @param forwardedPort that the provider forwards, if any
     * @param podAddress of the pod that holds its tunnel: the gateway's, or in sidecar routing the client's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ExitStatus(
            @JsonPropertyDescription("The exit's name.") String name,

            @JsonPropertyDescription("Its number on the wire, its own for ever.")
            int id,

            @JsonPropertyDescription("Whether its tunnel has carried a packet.")
            boolean ready,

            @JsonPropertyDescription("Whether it is known to take new flows.")
            boolean healthy,

            @JsonPropertyDescription(
                    "Who says so: probe, the agent at the tunnel; or pod, its readiness. Without one nobody can tell: no client runs the tunnel, its agent is silent, or it is somebody else's.")
            @Nullable
            String witness,

            @JsonPropertyDescription("What remotes see by IPv4.") @Nullable
            String publicAddress,

            @JsonPropertyDescription("What remotes see by IPv6; in sidecar routing alone clients have it.") @Nullable
            String publicAddress6,

            @JsonPropertyDescription("When healthy last changed.") @Nullable
            String since,

            @JsonPropertyDescription("The port that the provider forwards.") @Nullable
            Integer forwardedPort,

            @JsonPropertyDescription("The address of the pod that holds the tunnel.") @Nullable
            String podAddress) {
        /** Whether a pod holds its tunnel, and nobody can tell whether it takes flows. */
        public boolean silent() {
            return witness == null && podAddress != null;
        }
    }
}
