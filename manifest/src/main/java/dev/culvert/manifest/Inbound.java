package dev.culvert.manifest;

import dev.culvert.agent.settings.InboundSettings;
import dev.culvert.dataplane.PortForward;
import dev.culvert.manifest.api.Port;
import java.util.List;
import java.util.stream.Stream;

/** A declared port as agents know it. */
public final class Inbound {
    private Inbound() {}

    /**
     * One for each of its protocols.
     *
     * @param clients addresses of those it leads to; none where the tunnel ends in the client itself
     */
    public static Stream<InboundSettings.Port> ports(Port port, List<String> clients) {
        return port.transports().stream()
                .map(transport -> new InboundSettings.Port(
                        PortForward.Transport.valueOf(transport.name()), port.outside(), port.at(), clients));
    }
}
