package dev.culvert.agent.settings;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.culvert.model.net.PrefixSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a pod that holds a tunnel; {@code role} in the file says which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GatewaySettings.class, name = "gateway"),
    @JsonSubTypes.Type(value = SidecarSettings.class, name = "sidecar")
})
public sealed interface TunnelSettings permits GatewaySettings, SidecarSettings {
    /** The pod's name. */
    String name();

    /** What holds the tunnel. */
    EngineSettings engine();

    /** The name that the tunnel's link has. */
    String tunnel();

    /** The link by which the tunnel's own packets leave. */
    String uplink();

    /** The networks that are reached without the tunnel, as CIDRs. */
    List<String> local();

    /** The same, read. */
    default PrefixSet localNetworks() {
        return PrefixSet.parse(local().toArray(String[]::new));
    }

    /** Whom it asks through its tunnel to know that it is ready. */
    List<String> probeTargets();

    /** Where status and logs are. */
    String folder();

    /** Where status is told; null where nobody asks. */
    @Nullable
    PageSettings page();
}
