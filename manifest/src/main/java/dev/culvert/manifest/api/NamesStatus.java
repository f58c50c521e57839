package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exits' names. What is wanted is written here before it is published, so of two operators only the one that knows the
 * latest can publish.
 *
 * @param revision counts what was wanted; the records carry it
 * @param ttl wanted, seconds
 * @param addresses wanted, of every name
 * @param exits the last addresses of each exit that was ever known
 * @param records each name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NamesStatus(
        @JsonPropertyDescription("Counts what was wanted; the records carry it.")
        long revision,

        @JsonPropertyDescription("Wanted time to live, in seconds.")
        int ttl,

        @JsonPropertyDescription("The addresses that the names should have.")
        List<String> addresses,

        @JsonPropertyDescription("The last known public addresses of each exit.")
        List<KnownAddress> exits,

        @JsonPropertyDescription("What is published.") List<NameStatus> records) {
    public NamesStatus {
        addresses = Lists.copy(addresses);
        exits = Lists.copy(exits);
        records = Lists.copy(records);
    }

    /**
     * An exit's last known addresses; one at least.
     *
     * @param name the exit's
     * @param address what remotes see by IPv4
     * @param address6 what they see by IPv6
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KnownAddress(
            @JsonPropertyDescription("The exit's name.") String name,

            @JsonPropertyDescription("What remotes see by IPv4.") @Nullable
            String address,

            @JsonPropertyDescription("What remotes see by IPv6.") @Nullable
            String address6) {}

    /**
     * A name as it is published.
     *
     * @param name fully qualified
     * @param provider where it is kept
     * @param via its settings, never a credential
     * @param addresses that it has
     * @param since when it has them, RFC 3339; null before the first time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NameStatus(
            @JsonPropertyDescription("The name, fully qualified.")
            String name,

            @JsonPropertyDescription("Where it is kept.") String provider,

            @JsonPropertyDescription("That place's settings, without credentials.")
            NameProvider via,

            @JsonPropertyDescription("The addresses that it has.")
            List<String> addresses,

            @JsonPropertyDescription("When it has had them; nothing before the first time.") @Nullable
            String since) {
        public NameStatus {
            addresses = Lists.copy(addresses);
        }
    }
}
