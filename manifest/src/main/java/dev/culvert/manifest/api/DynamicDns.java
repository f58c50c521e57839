package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names that have the healthy exits' public addresses, A and AAAA as these are; exactly one provider.
 *
 * @param names fully qualified, without a dot at the end
 * @param ttl of the records, seconds
 * @param maxRecords addresses per name; all if nobody says otherwise
 * @param whenNoneHealthy what the names have when no exit is healthy
 * @param rfc2136 a name server that takes updates
 * @param externalDns ExternalDNS in this cluster
 * @param cloudflare Cloudflare
 * @param dynu Dynu
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DynamicDns(
        @Required
        @JsonPropertyDescription(
                "The names, fully qualified, lower case, without a dot at the end. Each has the addresses of all healthy exits. Beside each, _culvert.NAME says in a TXT record whose it is; with externalDns the registry of ExternalDNS does.")
        List<String> names,

        @Min(1) @Max(86400) @JsonPropertyDescription("Time to live of the records, in seconds. Default 60.") @Nullable
        Integer ttl,

        @Min(1)
        @Max(64)
        @JsonPropertyDescription(
                "How many addresses a name has at most, where a provider limits it. Those that are published stay as long as they are healthy. Default: all.")
        @Nullable
        Integer maxRecords,

        @JsonPropertyDescription(
                "What the names have when no exit is healthy. Keep: the last addresses; Remove: none. An exit of which nothing is known is not one that is gone. Default Keep.")
        @Nullable
        WhenNoneHealthy whenNoneHealthy,

        @JsonPropertyDescription(
                "A name server that takes dynamic updates (RFC 2136) signed with a TSIG key, such as BIND, Knot or PowerDNS.")
        NameProvider.@Nullable Rfc2136 rfc2136,

        @JsonPropertyDescription(
                "ExternalDNS in this cluster, which reads DNSEndpoint resources: for all its providers. The chart's value externalDns lets the operator write them.")
        NameProvider.@Nullable ExternalDns externalDns,

        @JsonPropertyDescription("Cloudflare, by its API.") NameProvider.@Nullable Cloudflare cloudflare,

        @JsonPropertyDescription("Dynu, by its API.") NameProvider.@Nullable Dynu dynu) {
    private static final int DEFAULT_TTL = 60;

    public DynamicDns {
        names = Lists.copy(names);
    }

    /** What the names have when no exit is healthy. */
    public enum WhenNoneHealthy {
        Keep,
        Remove
    }

    /** Where the names are kept. */
    public NameProvider provider() {
        return new NameProvider(rfc2136, externalDns, cloudflare, dynu);
    }

    /** The records' time to live, seconds. */
    public int seconds() {
        return ttl == null ? DEFAULT_TTL : ttl;
    }

    /** How many addresses a name has at most. */
    public int most() {
        return maxRecords == null ? Integer.MAX_VALUE : maxRecords;
    }

    /** Whether the last addresses stay when no exit is healthy. */
    public boolean keeps() {
        return whenNoneHealthy != WhenNoneHealthy.Remove;
    }
}
