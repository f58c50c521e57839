package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inbound flows with the tunnel in the client's own namespace. */
@Timeout(90)
class SidecarInboundIT {
    private static final int PORT = 51413;

    @Test
    @Proves({"I1", "I2", "I3", "I11"})
    void aDeclaredPortLeadsToTheApplicationAndNothingElseDoes() throws Exception {
        try (Lab lab = Lab.up(LabSpec.defaults()
                        .withRouting(Routing.SIDECAR)
                        .withExits(1)
                        .withClients(1)
                        .withPorts(List.of(new ClaimedPort(PORT, RemoteServices.ECHO, List.of("client-1")))));
                var application = RemoteServices.start(lab.topology().host("client-1"));
                NetworkNamespace remote = lab.namespace("remote-1");
                NetworkNamespace tunnel = lab.namespace("exit-1");
                Flows flows = Flows.open(
                        remote,
                        new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), PORT),
                        Flows.Plan.of(20, 20))) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(flows::opened);
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            assertThat(application.seen().counts("tcp", RemoteServices.ECHO)).containsOnlyKeys("198.51.100.11");
            // The application's web service listens on all addresses, and nobody declared it.
            assertThat(Scan.openPorts(tunnel, InetAddress.ofLiteral("100.64.1.2")))
                    .containsExactly(PORT);
        }
    }
}
