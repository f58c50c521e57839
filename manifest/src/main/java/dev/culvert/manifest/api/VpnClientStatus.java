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
 * @param pods each of them
 * @param conditions Ready, Attached, KillSwitch, Invalid
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VpnClientStatus(
        @Nullable Long observedGeneration,
        @Nullable String gateway,
        @Nullable String workload,

        @JsonPropertyDescription("Pods in the tunnel of all, 2/2.") @Nullable
        String attached,

        @JsonPropertyDescription("The exits that its flows may leave by.")
        List<String> exits,

        List<PodStatus> pods,
        List<Condition> conditions) {
    public VpnClientStatus {
        exits = Lists.copy(exits);
        pods = Lists.copy(pods);
        conditions = Lists.copy(conditions);
    }

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
            String name,
            @Nullable String address,
            boolean attached,
            boolean lock,
            boolean ready,
            @Nullable String clientAddress) {}
}
