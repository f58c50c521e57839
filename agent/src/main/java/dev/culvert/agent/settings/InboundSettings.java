package dev.culvert.agent.settings;

import dev.culvert.dataplane.PortForward;
import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.net.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What remotes reach by a gateway, as its file has it.
 *
 * @param gateway the gateway's number, as routers know it
 * @param ports the ports
 */
public record InboundSettings(int gateway, List<Port> ports) {
    public InboundSettings {
        ports = List.copyOf(ports);
    }

    /**
     * A port.
     *
     * @param transport TCP or UDP
     * @param port at the tunnel's inner address; 0 for the one that the provider gives
     * @param target at the clients; 0 for the same
     * @param clients addresses of those that are ready, on the client network; in sidecar routing none
     */
    public record Port(Transport transport, int port, int target, List<String> clients) {
        public Port {
            clients = clients == null ? List.of() : List.copyOf(clients);
        }

        /** For the data plane; nothing while the provider gives none. */
        public Optional<PortForward> forward(OptionalInt given) {
            OptionalInt outside = port == 0 ? given : OptionalInt.of(port);
            return outside.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new PortForward(
                            transport,
                            outside.getAsInt(),
                            target == 0 ? outside.getAsInt() : target,
                            clients.stream().map(IpAddress::parse).toList()));
        }
    }
}
