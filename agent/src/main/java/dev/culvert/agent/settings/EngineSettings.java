package dev.culvert.agent.settings;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What holds the tunnel; {@code type} in the file says which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EngineSettings.WireGuard.class, name = "wireguard"),
    @JsonSubTypes.Type(value = EngineSettings.Gluetun.class, name = "gluetun"),
    @JsonSubTypes.Type(value = EngineSettings.None.class, name = "none")
})
public sealed interface EngineSettings {
    /** The paths of the files that these settings name. */
    default List<String> secrets() {
        return switch (this) {
            case WireGuard(String conf) -> List.of(conf);
            case None none -> List.of();
            case Gluetun gluetun -> gluetun.apiKey() == null ? List.of() : List.of(gluetun.apiKey());
        };
    }

    /**
     * Run by the agent.
     *
     * @param conf the path of the provider's own {@code .conf}
     */
    record WireGuard(String conf) implements EngineSettings {}

    /** Nothing: whoever offered the tunnel has taken it back. The pod is closed. */
    record None() implements EngineSettings {}

    /**
     * A gluetun beside the agent, in a container of its own. It makes the tunnel's link; the lock, the way into the tunnel and
     * the translation are the agent's.
     *
     * @param version its image's tag, {@code v3.41.2}: its servers differ by version
     * @param control its control server, {@code http://127.0.0.1:8000}
     * @param health its health server, {@code http://127.0.0.1:9999}
     * @param apiKey the path of a file with the key for the control server; null if it asks for none
     * @param families what the tunnel carries: {@code IPV4}, {@code IPV6}
     * @param mark the firewall mark of the tunnel's own packets, 51820 (0xca6c) with WireGuard; 0 if they have none (OpenVPN)
     * @param servers where the tunnel may lead
     */
    record Gluetun(
            String version,
            String control,
            String health,
            @Nullable String apiKey,
            List<String> families,
            int mark,
            List<Server> servers)
            implements EngineSettings {
        /**
         * Servers of a provider.
         *
         * @param network their addresses, {@code 198.51.100.0/24}; everywhere, {@code 0.0.0.0/0}, only for marked packets
         * @param port theirs; 0 if it is not known, which only marked packets may do with
         * @param protocol {@code udp} or {@code tcp}
         */
        public record Server(String network, int port, String protocol) {}
    }
}
