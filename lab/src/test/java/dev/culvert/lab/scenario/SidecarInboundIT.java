package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Inbound flows with the tunnel in the client's own namespace. */
@Timeout(90)
class SidecarInboundIT {
    private static final int PORT = 51413;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** The client's end of its tunnel. */
    private static final String INNER = "100.64.1.2";

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
                Flows flows = opened(remote, "203.0.113.1");
                Flows flows6 = opened(remote, "2001:db8:113::1")) {
            Awaitility.await().atMost(SOON).until(() -> flows.opened() && flows6.opened());
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            assertThat(flows6.report()).allMatch(FlowReport::unharmed);
            assertThat(application.seen().counts("tcp", RemoteServices.ECHO))
                    .containsOnlyKeys("198.51.100.11", "2001:db8:100::11");
            // The application's web service listens on all addresses, and nobody declared it; so does the agent's page.
            assertThat(Scan.openPorts(lab, "exit-1", INNER, PORT))
                    .containsExactlyInAnyOrder(PORT + "/tcp", PORT + "/udp");
        }
    }

    private static Flows opened(NetworkNamespace remote, String exit) {
        return Flows.open(remote, new InetSocketAddress(InetAddress.ofLiteral(exit), PORT), Flows.Plan.of(20, 20));
    }

    /** As if the provider gave the very port at which the agent tells its status. */
    @Test
    @Proves("I11")
    void theAgentsPageIsThereForThePodNetworkAndNeverForTheTunnel() throws Exception {
        try (Lab lab = Lab.up(LabSpec.defaults()
                .withRouting(Routing.SIDECAR)
                .withExits(1)
                .withClients(1)
                .withPorts(List.of(new ClaimedPort(
                        CulvertPrograms.STATUS_PORT, CulvertPrograms.STATUS_PORT, List.of("client-1")))))) {
            assertThat(page(lab)).isEqualTo("401");
            assertThat(Hands.type(lab, "client-1", "nft list table inet culvert_inbound"))
                    .contains("ct original proto-dst " + CulvertPrograms.STATUS_PORT + " accept");
            assertThat(Scan.openPorts(lab, "exit-1", INNER, CulvertPrograms.STATUS_PORT))
                    .isEmpty();
        }
    }

    @Test
    void whereAnApplicationHasThePagesPortTheTunnelIsGuardedAllTheSame() throws Exception {
        try (Lab lab = Lab.up(LabSpec.defaults()
                        .withRouting(Routing.SIDECAR)
                        .withExits(1)
                        .withClients(1));
                NetworkNamespace client = lab.namespace("client-1")) {
            assertThat(page(lab)).isEqualTo("401");
            try (ServerSocket application = client.call(() -> takeFrom(lab))) {
                assertThat(application.isBound()).isTrue();
                Awaitility.await().atMost(SOON).untilAsserted(() -> {
                    JsonNode report = report(lab);
                    assertThat(report.path("detail").asText())
                            .contains("nobody can ask for the status at port " + CulvertPrograms.STATUS_PORT);
                    assertThat(report.path("ready").asBoolean()).isTrue();
                });
                assertThat(lab.exec("client-1", "curl", "-s4", "-m3", "http://198.51.100.11/ip")
                                .out())
                        .contains("203.0.113.1");
            }
            Awaitility.await().atMost(SOON).until(() -> page(lab).equals("401"));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> report(lab).path("detail").asText().isEmpty());
        }
    }

    /** Kills the agent, and is there first when it comes back. */
    private static ServerSocket takeFrom(Lab lab) throws IOException {
        Hands.killMain(lab, "client-1", "Main");
        var socket = new ServerSocket();
        Awaitility.await()
                .pollInSameThread()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    try {
                        socket.bind(new InetSocketAddress(CulvertPrograms.STATUS_PORT));
                        return true;
                    } catch (BindException notYet) {
                        return false;
                    }
                });
        return socket;
    }

    /** What the page says to whoever has no token, on the pod network. */
    private static String page(Lab lab) {
        String address = lab.topology().host("client-1").v4().orElseThrow();
        return lab.exec(
                        "pod-1",
                        "curl",
                        "-s",
                        "-m3",
                        "-o/dev/null",
                        "-w%{http_code}",
                        "http://" + address + ":" + CulvertPrograms.STATUS_PORT + "/status")
                .out();
    }

    private static JsonNode report(Lab lab) {
        return lab.status().host("client-1").report();
    }
}
