package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway should be.
 *
 * @param exits the tunnels
 * @param routing how clients reach them
 * @param local networks that are reached without the tunnel, beside the cluster's own
 * @param dns where clients' names are asked
 * @param ports what is reachable at every exit's public address
 * @param clients who may attach
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VpnGatewaySpec(
        @Required @JsonPropertyDescription("The tunnels. Flows are spread over those that are healthy.")
        List<Exit> exits,

        @Required @JsonPropertyDescription("How clients' traffic gets to the tunnels; exactly one method.")
        Routing routing,

        @JsonPropertyDescription(
                "Networks that clients reach without the tunnel, as CIDRs, beside the cluster's own pods, services and nodes, which are found.")
        List<String> local,

        @JsonPropertyDescription("Where clients' names are asked.") @Nullable
        Dns dns,

        @JsonPropertyDescription("Ports that are reachable at every exit's public address, for clients to claim.")
        List<Port> ports,

        @JsonPropertyDescription("Who may attach. Without it, clients of the gateway's own namespace.") @Nullable
        Clients clients) {
    public VpnGatewaySpec {
        exits = Lists.copy(exits);
        local = Lists.copy(local);
        ports = Lists.copy(ports);
    }
}
