package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/**
 * Where clients' names are asked.
 *
 * @param strategy of the three
 * @param servers addresses, with {@code custom}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Dns(
        @Required
        @JsonPropertyDescription(
                "tunnel: external names leave through a tunnel, the cluster's own go to its DNS; cluster: all go to the cluster's DNS, which asks by the node; custom: all go to the servers given.")
        Strategy strategy,

        @JsonPropertyDescription("With strategy custom: the servers' addresses.")
        List<String> servers) {
    public Dns {
        servers = Lists.copy(servers);
    }

    /** Where names are asked. */
    public enum Strategy {
        tunnel,
        cluster,
        custom
    }
}
