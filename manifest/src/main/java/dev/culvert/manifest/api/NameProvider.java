package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where names are kept; exactly one.
 *
 * @param rfc2136 a name server that takes updates
 * @param externalDns ExternalDNS in this cluster
 * @param cloudflare Cloudflare
 * @param dynu Dynu
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NameProvider(
        @JsonPropertyDescription("A name server that takes updates (RFC 2136).") @Nullable
        Rfc2136 rfc2136,

        @JsonPropertyDescription("ExternalDNS in this cluster.") @Nullable
        ExternalDns externalDns,

        @JsonPropertyDescription("Cloudflare, by its API.") @Nullable
        Cloudflare cloudflare,

        @JsonPropertyDescription("Dynu, by its API.") @Nullable
        Dynu dynu) {
    /** One of the four. */
    public sealed interface Kind permits Rfc2136, ExternalDns, Cloudflare, Dynu {
        /** As the resource names it. */
        String word();

        /** The Secret with its credential; null where there is none. */
        default @Nullable SecretKey credential() {
            return null;
        }
    }

    /** Those that were given; {@code Validation} says so unless it is one. */
    public List<Kind> given() {
        return Stream.<@Nullable Kind>of(rfc2136, externalDns, cloudflare, dynu)
                .<Kind>mapMulti((kind, chosen) -> {
                    if (kind != null) {
                        chosen.accept(kind);
                    }
                })
                .toList();
    }

    /**
     * The one.
     *
     * @throws IllegalStateException unless exactly one was given
     */
    public Kind kind() {
        List<Kind> given = given();
        if (given.size() != 1) {
            throw new IllegalStateException("not checked: " + given.size() + " providers of names");
        }
        return given.getFirst();
    }

    /** A key of a Secret: its name, and where in it. */
    public record SecretKey(String name, String key) {}

    /**
     * A name server that takes updates.
     *
     * @param server host or address, with a port if it is not 53
     * @param zone that the names are in
     * @param tsig the key that updates are signed with
     */
    public record Rfc2136(
            @Required
            @JsonPropertyDescription(
                    "The zone's primary name server: host or address, with :port if it is not 53. Asked over TCP.")
            String server,

            @Required @JsonPropertyDescription("The zone that the names are in.")
            String zone,

            @Required @JsonPropertyDescription("The key that updates are signed with (RFC 8945).")
            Tsig tsig)
            implements Kind {
        @Override
        public String word() {
            return "rfc2136";
        }

        @Override
        public SecretKey credential() {
            return new SecretKey(tsig.secretRef().name(), tsig.secretRef().key("secret"));
        }
    }

    /**
     * A TSIG key.
     *
     * @param keyName as the server knows it
     * @param algorithm of its signatures
     * @param secretRef where the key is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tsig(
            @Required @JsonPropertyDescription("The key's name, as the server knows it.")
            String keyName,

            @Pattern("hmac-sha(224|256|384|512)")
            @JsonPropertyDescription(
                    "The algorithm: hmac-sha224, hmac-sha256, hmac-sha384 or hmac-sha512. Default hmac-sha256.")
            @Nullable
            String algorithm,

            @Required
            @JsonPropertyDescription(
                    "The Secret that holds the key in base64, as tsig-keygen prints it. Default key: secret.")
            CredentialRef secretRef) {
        /** The algorithm unless told. */
        public static final String DEFAULT_ALGORITHM = "hmac-sha256";

        /** The algorithm's name in DNS. */
        public String algorithmName() {
            return algorithm == null ? DEFAULT_ALGORITHM : algorithm;
        }
    }

    /** ExternalDNS; no settings of its own. */
    public record ExternalDns() implements Kind {
        @Override
        public String word() {
            return "externalDns";
        }
    }

    /**
     * Cloudflare.
     *
     * @param zone that the names are in
     * @param secretRef where the token is
     */
    public record Cloudflare(
            @Required @JsonPropertyDescription("The zone that the names are in, its apex: example.org.")
            String zone,

            @Required
            @JsonPropertyDescription(
                    "The Secret that holds an API token with the rights Zone:Read and DNS:Edit for the zone. Default key: token.")
            CredentialRef secretRef)
            implements Kind {
        @Override
        public String word() {
            return "cloudflare";
        }

        @Override
        public SecretKey credential() {
            return new SecretKey(secretRef.name(), secretRef.key("token"));
        }
    }

    /**
     * Dynu.
     *
     * @param secretRef where the API key is
     */
    public record Dynu(
            @Required @JsonPropertyDescription("The Secret that holds the account's API key. Default key: token.")
            CredentialRef secretRef)
            implements Kind {
        @Override
        public String word() {
            return "dynu";
        }

        @Override
        public SecretKey credential() {
            return new SecretKey(secretRef.name(), secretRef.key("token"));
        }
    }

    /**
     * A credential in a Secret of the gateway's namespace.
     *
     * @param name the Secret's
     * @param key in it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CredentialRef(
            @Required @JsonPropertyDescription("Name of a Secret in the gateway's namespace.")
            String name,

            @JsonPropertyDescription("Key in the Secret.") @Nullable
            String key) {
        String key(String unlessTold) {
            return key == null ? unlessTold : key;
        }
    }
}
