package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How clients' traffic gets to the tunnels; exactly one.
 *
 * @param sidecar the tunnel inside the client's pod
 * @param overlay VXLAN from the client's pod to the gateways
 * @param network a second network of clients, routers and gateways
 * @param uplink a second interface to an external gateway
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Routing(
        @JsonPropertyDescription("The tunnel inside the client's own pod; one exit, one replica.") @Nullable
        Sidecar sidecar,

        @JsonPropertyDescription("VXLAN from the client's pod straight to the gateways; needs nothing but pods.")
        @Nullable
        Overlay overlay,

        @JsonPropertyDescription("A Multus bridge network with routers: clients need no container and no capability.")
        @Nullable
        Network network,

        @JsonPropertyDescription("A Multus macvlan interface to an external gateway.") @Nullable
        Uplink uplink) {
    /** One of the four. */
    public sealed interface Method permits Sidecar, Overlay, Network, Uplink {
        /** As the resource names it: sidecar, overlay, network, uplink. */
        default String word() {
            return getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }
    }

    /** Those that were given; {@code Validation} says so unless it is one. */
    public List<Method> given() {
        return Stream.<@Nullable Method>of(sidecar, overlay, network, uplink)
                .<Method>mapMulti((method, chosen) -> {
                    if (method != null) {
                        chosen.accept(method);
                    }
                })
                .toList();
    }

    /**
     * The one.
     *
     * @throws IllegalStateException unless exactly one was given
     */
    public Method method() {
        List<Method> given = given();
        if (given.size() != 1) {
            throw new IllegalStateException("not checked: " + given.size() + " routing methods");
        }
        return given.getFirst();
    }

    /**
     * The tunnel in the client's own pod.
     *
     * @param statusPort TCP, where the agent there tells its status to the operator
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sidecar(
            @Min(1)
            @Max(65535)
            @JsonPropertyDescription(
                    "The TCP port of the client's pod at which the agent tells the operator its status; another one where the application listens there. Default 19317.")
            @Nullable
            Integer statusPort)
            implements Method {
        /** No service that is known, and none of the ports that kernels choose by themselves. */
        public static final int DEFAULT_STATUS_PORT = 19317;

        /** The port. */
        public int page() {
            return statusPort == null ? DEFAULT_STATUS_PORT : statusPort;
        }
    }

    /**
     * VXLAN on the pod network.
     *
     * @param vxlanId the VNI, 1 to 16777215
     * @param subnet the inner network
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Overlay(
            @Min(1)
            @Max(16777215)
            @JsonPropertyDescription("The VXLAN network identifier, the gateway's own in the cluster. Default 42.")
            @Nullable
            Integer vxlanId,

            @JsonPropertyDescription(
                    "The inner network, with room for every pod of the cluster. Default: a free private network of the size needed.")
            @Nullable
            String subnet)
            implements Method {
        /** The VNI unless told. */
        public static final int DEFAULT_VXLAN_ID = 42;

        /** The VNI. */
        public int vni() {
            return vxlanId == null ? DEFAULT_VXLAN_ID : vxlanId;
        }
    }

    /**
     * The full stack.
     *
     * @param subnet the client network
     * @param routers how many, 0 for the simple form with one exit
     * @param vxlanId of the VXLAN that joins the nodes' bridges
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Network(
            @Required @JsonPropertyDescription("The client network, an IPv4 CIDR that nothing else uses.")
            String subnet,

            @Min(0)
            @Max(8)
            @JsonPropertyDescription(
                    "How many routers spread flows over the exits; 0 with exactly one exit, which is then the next hop. Default 2.")
            @Nullable
            Integer routers,

            @Min(1)
            @Max(16777215)
            @JsonPropertyDescription("The VXLAN network identifier that joins the nodes' bridges. Default 1000.")
            @Nullable
            Integer vxlanId)
            implements Method {
        private static final int DEFAULT_ROUTERS = 2;
        private static final int DEFAULT_VXLAN_ID = 1000;

        /** How many routers. */
        public int routerCount() {
            return routers == null ? DEFAULT_ROUTERS : routers;
        }

        /** The VNI. */
        public int vni() {
            return vxlanId == null ? DEFAULT_VXLAN_ID : vxlanId;
        }
    }

    /**
     * A second interface to an external gateway.
     *
     * @param master the node's interface
     * @param subnet the network that it is on
     * @param rangeStart the first address for clients
     * @param rangeEnd the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Uplink(
            @Required
            @JsonPropertyDescription("The node's interface on the external gateway's network, eth0 for example.")
            String master,

            @Required @JsonPropertyDescription("The external gateway's network, an IPv4 CIDR.")
            String subnet,

            @JsonPropertyDescription("The first address that clients may get. Default: the subnet's tenth.") @Nullable
            String rangeStart,

            @JsonPropertyDescription("The last address that clients may get. Default: the subnet's last but one.")
            @Nullable
            String rangeEnd)
            implements Method {}
}
