package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A port that is reachable at every exit's public address.
 *
 * @param name by which clients claim it
 * @param port at the exits, 1 to 65535; or
 * @param from who gives it, at each exit another and another at any time
 * @param target at the clients; the same if nobody says otherwise
 * @param protocols both if nobody says otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Port(
        @Required
        @Pattern("[a-z]([-a-z0-9]{0,13}[a-z0-9])?")
        @JsonPropertyDescription("The name by which clients claim it.")
        String name,

        @Min(1) @Max(65535) @JsonPropertyDescription("The port at the exits' public addresses; or from.") @Nullable
        Integer port,

        @JsonPropertyDescription(
                "Instead of port: provider, where each exit has the port that its provider gives it, and may change.")
        @Nullable
        From from,

        @Min(1) @Max(65535) @JsonPropertyDescription("The port at the clients. Default: the same as outside.") @Nullable
        Integer target,

        @JsonPropertyDescription("TCP, UDP or both. Default: both.")
        List<Protocol> protocols) {
    public Port {
        protocols = Lists.copy(protocols);
    }

    /** Whether each exit's provider gives it. */
    public boolean given() {
        return from == From.provider;
    }

    /** The port at the exits; 0 if their providers give it. */
    public int outside() {
        return port == null ? 0 : port;
    }

    /** The port at the clients; 0 if it is the same as at the exit, and that is given. */
    public int at() {
        return target == null ? outside() : target;
    }

    /** Its protocols; both if nobody said otherwise. */
    public List<Protocol> transports() {
        return protocols.isEmpty() ? List.of(Protocol.values()) : protocols;
    }

    /** Who gives a port. */
    public enum From {
        provider
    }

    /** The transport. */
    public enum Protocol {
        TCP,
        UDP
    }
}
