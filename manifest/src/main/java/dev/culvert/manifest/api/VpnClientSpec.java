package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose traffic leaves through which gateway.
 *
 * @param gateway the gateway
 * @param workload the workload whose pods are clients; or
 * @param podSelector labels of pods that nobody's workload makes
 * @param ports names of the gateway's ports that lead here
 * @param announce who is told which port it is, whenever that changes
 * @param address its pod's own, in uplink routing
 * @param onDetach what happens to the workload when this resource or the gateway goes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VpnClientSpec(
        @Required @JsonPropertyDescription("The VpnGateway that the traffic leaves through.")
        GatewayRef gateway,

        @JsonPropertyDescription("The workload in this namespace whose pods are clients.") @Nullable
        Workload workload,

        @JsonPropertyDescription(
                "Labels of pods in this namespace that no workload makes. They must carry what culvert render prints for them from their start; such pods are watched and reported, not changed.")
        Map<String, String> podSelector,

        @JsonPropertyDescription("Names of the gateway's ports that lead to these pods.")
        List<String> ports,

        @JsonPropertyDescription("Who is told at which port remotes reach these pods, whenever that changes.")
        List<Announcement> announce,

        @JsonPropertyDescription(
                "In uplink routing: the address that the one pod has on the external gateway's network. Default: one that is given out.")
        @Nullable
        String address,

        @JsonPropertyDescription(
                "What happens when this VpnClient or its gateway is deleted. Block: the pods stay closed. AllowDirect: the workload is rolled out without the VPN. Default Block.")
        @Nullable
        OnDetach onDetach) {
    public VpnClientSpec {
        podSelector = podSelector == null ? Map.of() : Map.copyOf(podSelector);
        ports = Lists.copy(ports);
        announce = Lists.copy(announce);
    }

    /**
     * A VpnGateway.
     *
     * @param name its name
     * @param namespace its namespace; the client's own if nobody says otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record GatewayRef(
            @Required @JsonPropertyDescription("Name of the VpnGateway.")
            String name,

            @JsonPropertyDescription("Its namespace. Default: this one.") @Nullable
            String namespace) {
        /** Its namespace, seen from a client in that one. */
        public String namespaceFrom(String client) {
            return namespace == null ? client : namespace;
        }
    }

    /**
     * A workload.
     *
     * @param kind of what
     * @param name its name
     */
    public record Workload(
            @Required @JsonPropertyDescription("The workload's kind.")
            Kind kind,

            @Required @JsonPropertyDescription("The workload's name.")
            String name) {
        /** As people read it: StatefulSet/qbittorrent. */
        @Override
        public String toString() {
            return kind + "/" + name;
        }
    }

    /** Kinds of workloads with a pod template. */
    public enum Kind {
        Deployment,
        StatefulSet,
        DaemonSet,
        Job,
        CronJob
    }

    /** What happens to the workload when the relation ends. */
    public enum OnDetach {
        Block,
        AllowDirect
    }
}
