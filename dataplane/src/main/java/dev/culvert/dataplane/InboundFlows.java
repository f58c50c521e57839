package dev.culvert.dataplane;

import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.netlink.ConntrackSocket.Entry;
import java.util.List;

/**
 * Flows from remotes that a gateway has led to clients. The kernel keeps a flow where it led its first packet; one of UDP that never falls
 * silent would go to a client for ever that is not ready, is gone, or has another's address by now. TCP's ends by itself.
 *
 * @param network the client network
 * @param ports where new flows are led
 */
public record InboundFlows(Prefix network, List<PortForward> ports) {
    private static final int UDP = 17;

    public InboundFlows {
        ports = List.copyOf(ports);
    }

    /** Whether it is one of UDP to who is not behind its port any more. */
    boolean isStale(Entry flow) {
        return flow.translated()
                && flow.original().protocol() == UDP
                && network.contains(IpAddress.of(flow.reply().source()))
                && ports.stream().noneMatch(port -> leads(port, flow));
    }

    private static boolean leads(PortForward port, Entry flow) {
        return port.transport() == Transport.UDP
                && port.port() == flow.original().destinationPort()
                && port.target() == flow.reply().sourcePort()
                && port.clients().contains(IpAddress.of(flow.reply().source()));
    }
}
