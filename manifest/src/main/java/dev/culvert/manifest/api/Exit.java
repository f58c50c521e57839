package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel; exactly one engine.
 *
 * @param name a DNS label, unique in the gateway
 * @param weight its share of new flows, 1 to 100
 * @param wireguard a tunnel by our agent
 * @param gluetun a tunnel by gluetun
 * @param external a tunnel that somebody else runs
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Exit(
        @Required
        @Pattern("[a-z]([-a-z0-9]{0,22}[a-z0-9])?")
        @JsonPropertyDescription("A DNS label of at most 24 characters, unique in the gateway.")
        String name,

        @Min(1)
        @Max(100)
        @JsonPropertyDescription("Its share of new flows in relation to the other exits' weights. Default 1.")
        @Nullable
        Integer weight,

        @JsonPropertyDescription("A WireGuard tunnel from the provider's own .conf file, run by Culvert's agent.")
        @Nullable
        Wireguard wireguard,

        @JsonPropertyDescription("A tunnel that gluetun runs, for providers and protocols that it knows.") @Nullable
        Gluetun gluetun,

        @JsonPropertyDescription("A tunnel that somebody else runs, a router with a VPN of its own for example.")
        @Nullable
        External external) {
    /** One of the three. */
    public sealed interface Engine permits Wireguard, Gluetun, External {}

    /** Those that were given; {@code Validation} says so unless it is one. */
    public List<Engine> given() {
        return Stream.<@Nullable Engine>of(wireguard, gluetun, external)
                .<Engine>mapMulti((engine, chosen) -> {
                    if (engine != null) {
                        chosen.accept(engine);
                    }
                })
                .toList();
    }

    /**
     * The one.
     *
     * @throws IllegalStateException unless exactly one was given
     */
    public Engine engine() {
        List<Engine> given = given();
        if (given.size() != 1) {
            throw new IllegalStateException("not checked: exit " + name + " has " + given.size() + " engines");
        }
        return given.getFirst();
    }

    /** Its share in relation to others'. */
    public int share() {
        return weight == null ? 1 : weight;
    }

    /**
     * The provider's file.
     *
     * @param secretRef the Secret with the file
     */
    public record Wireguard(
            @Required @JsonPropertyDescription("The Secret that holds the file.")
            SecretRef secretRef) implements Engine {}

    /**
     * A key of a Secret in the gateway's namespace.
     *
     * @param name the Secret's
     * @param key of the file in it
     */
    public record SecretRef(
            @Required @JsonPropertyDescription("Name of a Secret in the namespace of the pod that holds the tunnel.")
            String name,

            @JsonPropertyDescription("Key of the file in the Secret. Default: wg.conf") @Nullable
            String key) {
        /** The key unless told. */
        public static final String DEFAULT_KEY = "wg.conf";

        /** The file's key. */
        public String file() {
            return key == null ? DEFAULT_KEY : key;
        }
    }

    /**
     * gluetun's settings.
     *
     * @param version its image's tag
     * @param provider as VPN_SERVICE_PROVIDER
     * @param type wireguard or openvpn
     * @param secretRef the Secret whose keys are gluetun's settings
     * @param servers which of the provider's servers
     * @param endpoints where those servers are
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Gluetun(
            @Pattern("v3\\.(39|40|41)(\\.[0-9]+)?")
            @JsonPropertyDescription(
                    "gluetun's version, the tag of its image: v3.39 to v3.41. Never latest: settings mean different things in every version. Default v3.41.3.")
            @Nullable
            String version,

            @Required @JsonPropertyDescription("The provider, as gluetun's VPN_SERVICE_PROVIDER names it.")
            String provider,

            @JsonPropertyDescription("The tunnel's protocol. Default wireguard.") @Nullable
            TunnelType type,

            @Required
            @JsonPropertyDescription(
                    "A Secret whose keys are gluetun's credential settings, WIREGUARD_PRIVATE_KEY for example. With provider custom and type openvpn its key custom.ovpn is the provider's own file.")
            NameRef secretRef,

            @JsonPropertyDescription("Which of the provider's servers.") @Nullable
            Servers servers,

            @JsonPropertyDescription(
                    "Where those servers are: nothing else is let out of the pod. Needed with type openvpn, whose packets have no mark; with wireguard the mark is enough.")
            List<Endpoint> endpoints)
            implements Engine {
        public Gluetun {
            endpoints = Lists.copy(endpoints);
        }

        /** The version unless told. */
        public static final String DEFAULT_VERSION = "v3.41.3";

        /** The Secret's key that has the file of an OpenVPN provider that gluetun does not know. */
        public static final String PROFILE_KEY = "custom.ovpn";

        /** Whether the provider is one that gluetun knows by its file alone. */
        public boolean readsProfile() {
            return protocol() == TunnelType.openvpn && provider.equalsIgnoreCase("custom");
        }

        /** The image's tag. */
        public String tag() {
            return version == null ? DEFAULT_VERSION : version;
        }

        /** The tunnel's protocol. */
        public TunnelType protocol() {
            return type == null ? TunnelType.wireguard : type;
        }
    }

    /**
     * Servers of a provider.
     *
     * @param network their addresses
     * @param port theirs
     * @param protocol theirs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Endpoint(
            @Required @JsonPropertyDescription("The servers' addresses, as a CIDR.")
            String network,

            @Required @Min(1) @Max(65535) @JsonPropertyDescription("Their port.")
            int port,

            @JsonPropertyDescription("UDP or TCP. Default UDP.")
            Port.@Nullable Protocol protocol) {
        /** udp or tcp. */
        public String transport() {
            return protocol == Port.Protocol.TCP ? "tcp" : "udp";
        }
    }

    /** The tunnel's protocol. */
    public enum TunnelType {
        wireguard,
        openvpn
    }

    /** A Secret, whole. */
    public record NameRef(
            @Required @JsonPropertyDescription("Name of a Secret in the namespace of the pod that holds the tunnel.")
            String name) {}

    /** Which of the provider's servers; gluetun's SERVER_… settings. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Servers(
            @JsonPropertyDescription("Country names, as gluetun's SERVER_COUNTRIES.")
            List<String> countries,

            @JsonPropertyDescription("Region names, as gluetun's SERVER_REGIONS.")
            List<String> regions,

            @JsonPropertyDescription("City names, as gluetun's SERVER_CITIES.")
            List<String> cities,

            @JsonPropertyDescription("Host names, as gluetun's SERVER_HOSTNAMES.")
            List<String> hostnames,

            @JsonPropertyDescription("Server names, as gluetun's SERVER_NAMES.")
            List<String> names) {
        public Servers {
            countries = Lists.copy(countries);
            regions = Lists.copy(regions);
            cities = Lists.copy(cities);
            hostnames = Lists.copy(hostnames);
            names = Lists.copy(names);
        }
    }

    /**
     * Somebody else's tunnel.
     *
     * @param address the next hop, on the network that clients share with it
     */
    public record External(
            @Required @JsonPropertyDescription("IPv4 address of the next hop, on the uplink's or the client network.")
            String address)
            implements Engine {}
}
