package dev.culvert.manifest.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told which port remotes reach a client at, whenever that changes. Exactly one of the others is given.
 *
 * @param port the name of a claimed port
 * @param qbittorrent by its Web API
 * @param transmission by its RPC
 * @param deluge by its web interface
 * @param configMap a key of a ConfigMap
 * @param annotation of the client's pods
 * @param http a hook of yours
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Announcement(
        @Required @JsonPropertyDescription("The name of a port that this VpnClient claims.")
        String port,

        @JsonPropertyDescription("qBittorrent, by its Web API: the port that it listens at is set.") @Nullable
        Application qbittorrent,

        @JsonPropertyDescription("Transmission, by its RPC: the port that it listens at is set.") @Nullable
        Application transmission,

        @JsonPropertyDescription("Deluge, by its web interface: the port that it listens at is set.") @Nullable
        Application deluge,

        @JsonPropertyDescription("A key of a ConfigMap in this namespace, which is made if there is none.") @Nullable
        ConfigMapKey configMap,

        @JsonPropertyDescription("An annotation of the client's pods.") @Nullable
        PodAnnotation annotation,

        @JsonPropertyDescription(
                "A POST of {\"client\", \"port\", \"number\", \"exit\", \"address\"} as JSON, at least once for each change.")
        @Nullable
        Hook http) {

    /** Whom to tell. */
    public sealed interface Recipient {
        /** The word for it in the spec. */
        String word();
    }

    /** All that are given; one, if the resource keeps the rules. */
    public List<Recipient> given() {
        return Stream.of(
                        wrapped(Program.qbittorrent, qbittorrent),
                        wrapped(Program.transmission, transmission),
                        wrapped(Program.deluge, deluge),
                        Stream.<Recipient>ofNullable(configMap),
                        Stream.<Recipient>ofNullable(annotation),
                        Stream.<Recipient>ofNullable(http))
                .flatMap(recipients -> recipients)
                .toList();
    }

    private static Stream<Recipient> wrapped(Program program, @Nullable Application application) {
        return application == null ? Stream.empty() : Stream.of(new Listener(program, application));
    }

    /** Programs whose own port is set. */
    public enum Program {
        qbittorrent(8080),
        transmission(9091),
        deluge(8112);

        private final int port;

        Program(int port) {
            this.port = port;
        }

        /** Where its web interface is unless somebody moved it. */
        public int port() {
            return port;
        }
    }

    /** A program with a web interface. */
    public record Listener(Program program, Application at) implements Recipient {
        @Override
        public String word() {
            return program.name();
        }
    }

    /**
     * A program's web interface.
     *
     * @param url where it is; the usual port of each of the client's pods if nobody says otherwise
     * @param secretRef a Secret with what it asks for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Application(
            @JsonPropertyDescription(
                    "Where its web interface is, http://NAME:PORT. Default: its usual port at each of the client's pods.")
            @Nullable
            String url,

            @JsonPropertyDescription(
                    "A Secret in this namespace with the keys username and password; of Deluge password alone. Default: it asks for none.")
            @Nullable
            Secret secretRef) {}

    /** A Secret. */
    public record Secret(
            @Required @JsonPropertyDescription("Name of the Secret.")
            String name) {}

    /**
     * A key of a ConfigMap.
     *
     * @param name the ConfigMap's
     * @param key whose value is the port
     */
    public record ConfigMapKey(
            @Required @JsonPropertyDescription("Name of the ConfigMap.")
            String name,

            @Required @JsonPropertyDescription("The key whose value is the port's number.")
            String key)
            implements Recipient {
        @Override
        public String word() {
            return "configMap";
        }
    }

    /** An annotation whose value is the port. */
    public record PodAnnotation(
            @Required @JsonPropertyDescription("The annotation whose value is the port's number.")
            String key) implements Recipient {
        @Override
        public String word() {
            return "annotation";
        }
    }

    /**
     * A hook.
     *
     * @param url of it
     * @param secretRef a Secret whose key authorization is sent as the header of that name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hook(
            @Required @JsonPropertyDescription("Where to POST.")
            String url,

            @JsonPropertyDescription(
                    "A Secret in this namespace whose key authorization is sent as the header Authorization.")
            @Nullable
            Secret secretRef)
            implements Recipient {
        @Override
        public String word() {
            return "http";
        }
    }
}
