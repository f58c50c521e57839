package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * Who may attach.
 *
 * @param namespaces beside the gateway's own; an asterisk alone means all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Clients(
        @JsonPropertyDescription(
                "Namespaces whose VpnClients may attach, beside the gateway's own. An asterisk alone means all.")
        List<String> namespaces) {
    public Clients {
        namespaces = Lists.copy(namespaces);
    }

    /** Whether every namespace may. */
    public boolean all() {
        return namespaces.contains("*");
    }
}
