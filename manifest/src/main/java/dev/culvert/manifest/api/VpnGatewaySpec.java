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
 * @param dynamicDns names that have the healthy exits' addresses
 * @param clients who may attach
 * @param spread whether all exits carry flows, or the first healthy one
 * @param probe whom to ask through tunnels
 * @param whoami where exits learn their public address
 * @param pods on which nodes its pods run
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

        @JsonPropertyDescription("Names that have the healthy exits' public addresses; exactly one provider.") @Nullable
        DynamicDns dynamicDns,

        @JsonPropertyDescription("Who may attach. Without it, clients of the gateway's own namespace.") @Nullable
        Clients clients,

        @JsonPropertyDescription(
                "even: flows are spread over all healthy exits; inOrder: all leave by the first healthy one, in the order given. Default even.")
        @Nullable
        Spread spread,

        @JsonPropertyDescription(
                "IPv4 addresses on the internet that answer ping, asked through every tunnel: one answer is enough. Default 1.1.1.1 and 9.9.9.9.")
        List<String> probe,

        @JsonPropertyDescription(
                "Where exits learn their public address: a name server that answers with the address that asks. Default 208.67.222.222, 2620:119:35::35 and myip.opendns.com.")
        @Nullable
        Whoami whoami,

        @JsonPropertyDescription(
                "On which nodes the pods of gateways and routers run, and how their images are pulled. For routing overlay and network.")
        @Nullable
        OwnPods pods) {
    private static final List<String> DEFAULT_PROBE = List.of("1.1.1.1", "9.9.9.9");

    private static final Whoami DEFAULT_WHOAMI = new Whoami("208.67.222.222", "2620:119:35::35", "myip.opendns.com");

    /**
     * A name server that answers a name with the address that it is asked from.
     *
     * @param server its IPv4 address
     * @param server6 its IPv6 address, if that is to be asked
     * @param name the name
     */
    public record Whoami(
            @Required @JsonPropertyDescription("The name server's IPv4 address, asked through the tunnel.")
            String server,

            @JsonPropertyDescription(
                    "Its IPv6 address, asked for the exit's own where clients may have IPv6: in sidecar routing. Without it no IPv6 address is learned.")
            @Nullable
            String server6,

            @Required @JsonPropertyDescription("The name that it answers with the asker's address.")
            String name) {}

    /** How flows are spread over exits. */
    public enum Spread {
        even,
        inOrder
    }

    public VpnGatewaySpec {
        exits = Lists.copy(exits);
        local = Lists.copy(local);
        ports = Lists.copy(ports);
        probe = Lists.copy(probe);
    }

    /** Whom to ask through tunnels. */
    public List<String> probeTargets() {
        return probe.isEmpty() ? DEFAULT_PROBE : probe;
    }

    /** Whom exits ask for their public address. */
    public Whoami asked() {
        return whoami == null ? DEFAULT_WHOAMI : whoami;
    }

    /** On which nodes its pods run. */
    public OwnPods ownPods() {
        return pods == null ? OwnPods.ANYWHERE : pods;
    }

    /** Whether all flows leave by the first healthy exit. */
    public boolean inOrder() {
        return spread == Spread.inOrder;
    }

    /** Whether the exits' providers are asked to forward a port. */
    public boolean asksForPort() {
        return ports.stream().anyMatch(Port::given);
    }
}
