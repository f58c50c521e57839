package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * Where clients' names are asked.
 *
 * @param strategy of the three
 * @param servers addresses, with {@code custom}
 * @param upstream name servers, with {@code tunnel}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Dns(
        @JsonPropertyDescription(
                "tunnel: external names leave through a tunnel, the cluster's own go to its DNS; cluster: all go to the cluster's DNS, which asks by the node; custom: as tunnel, but external names are asked of the servers given, through the tunnels.")
        Strategy strategy,

        @JsonPropertyDescription("With strategy custom: the servers' addresses.")
        List<String> servers,

        @JsonPropertyDescription(
                "With strategy tunnel: the name servers that are asked through the tunnels, as ADDRESS, ADDRESS@PORT, or ADDRESS#NAME for DNS over TLS, where NAME is what the server's certificate says. Without it each zone's own servers are asked.")
        List<String> upstream) {
    public Dns {
        // As the API server fills it in, where a file was not through one.
        strategy = strategy == null ? Strategy.tunnel : strategy;
        servers = Lists.copy(servers);
        upstream = Lists.copy(upstream);
    }

    /** Where names are asked. */
    public enum Strategy {
        tunnel,
        cluster,
        custom
    }
}
