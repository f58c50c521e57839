package dev.culvert.agent.settings;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** The settings of a pod that holds a tunnel; {@code role} in the file says which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "role")
@JsonSubTypes({
    @JsonSubTypes.Type(value = GatewaySettings.class, name = "gateway"),
    @JsonSubTypes.Type(value = SidecarSettings.class, name = "sidecar")
})
public sealed interface TunnelSettings permits GatewaySettings, SidecarSettings {
    /** What holds the tunnel. */
    EngineSettings engine();

    /** The name that the tunnel's link has. */
    String tunnel();

    /** Where status and logs are. */
    String folder();

    /** Where status is told; null where nobody asks. */
    @Nullable
    PageSettings page();
}
