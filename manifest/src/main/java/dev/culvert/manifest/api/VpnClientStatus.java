package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a client.
 *
 * @param observedGeneration of the spec that this speaks of
 * @param gateway as people read it: vpn/downloads
 * @param workload as people read it: StatefulSet/qbittorrent
 * @param attached pods in the tunnel of all, as people read it: 2/2
 * @param exits the exits that its flows may leave by
 * @param ports at which remotes reach it, by exit
 * @param pods each of them
 * @param conditions Ready, Attached, KillSwitch, Invalid, PortsAnnounced
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VpnClientStatus(
        @JsonPropertyDescription("The generation of the spec that this speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The gateway's namespace and name.") @Nullable
        String gateway,

        @JsonPropertyDescription("The workload's kind and name.") @Nullable
        String workload,

        @JsonPropertyDescription("Pods in the tunnel of all, 2/2.") @Nullable
        String attached,

        @JsonPropertyDescription("The exits that its flows may leave by.")
        List<String> exits,

        @JsonPropertyDescription("The ports at which remotes reach it, by exit.")
        List<PortStatus> ports,

        @JsonPropertyDescription("Each pod.") List<PodStatus> pods,

        @JsonPropertyDescription("Ready, Attached, KillSwitch, Invalid, PortsAnnounced.")
        List<Condition> conditions) {
    public VpnClientStatus {
        exits = Lists.copy(exits);
        ports = Lists.copy(ports);
        pods = Lists.copy(pods);
        conditions = Lists.copy(conditions);
    }

    /**
     * A port at an exit.
     *
     * @param name as in the spec
     * @param exit the exit's name
     * @param address the exit's public address, if it is known
     * @param port there
     * @param target at the pods
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PortStatus(
            @JsonPropertyDescription("The port's name.") String name,

            @JsonPropertyDescription("The exit's name.") String exit,

            @JsonPropertyDescription("The exit's public address, once it is known.") @Nullable
            String address,

            @JsonPropertyDescription("The port at the exit.")
            int port,

            @JsonPropertyDescription("The port at the pods.")
            int target) {}

    /**
     * What is true of a client's pod.
     *
     * @param name the pod's
     * @param address on the pod network
     * @param attached whether its traffic goes to the gateway
     * @param lock whether its kill switch is in place
     * @param ready whether it is ready, so that what remotes send to its ports goes to it
     * @param clientAddress on the client network, in network routing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PodStatus(
            @JsonPropertyDescription("The pod's name.") String name,

            @JsonPropertyDescription("Its address on the pod network.") @Nullable
            String address,

            @JsonPropertyDescription("Whether its traffic goes to the gateway.")
            boolean attached,

            @JsonPropertyDescription("Whether its kill switch is in place.")
            boolean lock,

            @JsonPropertyDescription("Whether it is ready, so that what remotes send to its ports goes to it.")
            boolean ready,

            @JsonPropertyDescription("Its address on the client network, in network routing.") @Nullable
            String clientAddress) {}
}
