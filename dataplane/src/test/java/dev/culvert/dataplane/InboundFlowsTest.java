package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.dataplane.PortForward.Transport;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.netlink.ConntrackSocket.Entry;
import dev.culvert.netlink.ConntrackSocket.Tuple;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundFlowsTest {
    private static final InetAddress REMOTE = InetAddress.ofLiteral("198.51.100.11");
    private static final InetAddress INNER = InetAddress.ofLiteral("100.64.1.2");
    private static final InboundFlows FLOWS = new InboundFlows(
            Prefix.parse("192.168.24.0/22"),
            List.of(
                    new PortForward(Transport.UDP, 51413, 6881, List.of(IpAddress.parse("192.168.24.11"))),
                    new PortForward(Transport.TCP, 51413, 6881, List.of(IpAddress.parse("192.168.24.11")))));

    @Proves({"I4", "I5"})
    @ParameterizedTest(name = "{5}: {0} from port {1} to {2}:{3}")
    @CsvSource({
        "17, 51413, 192.168.24.11, 6881, false, its client is behind its port",
        "17, 51413, 192.168.24.12, 6881, true, its client is not",
        "17, 51413, 192.168.24.11, 6882, true, its client listens elsewhere now",
        "17, 50000, 192.168.24.11, 6881, true, its port is another now",
        "6, 51413, 192.168.24.12, 6881, false, a connection ends by itself",
        "17, 51413, 10.244.1.7, 6881, false, it is no flow to a client",
    })
    void isForgotten(int protocol, int port, String client, int target, boolean forgotten, String why) {
        Entry flow = new Entry(
                new Tuple(protocol, REMOTE, 4000, INNER, port),
                new Tuple(protocol, InetAddress.ofLiteral(client), target, REMOTE, 4000),
                true);
        assertThat(FLOWS.isStale(flow)).as(why).isEqualTo(forgotten);
        assertThat(FLOWS.isStale(new Entry(flow.original(), flow.reply(), false)))
                .as("nobody led it anywhere")
                .isFalse();
    }
}
