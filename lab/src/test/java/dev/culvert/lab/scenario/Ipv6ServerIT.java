package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider's server that is reached by IPv6: the tunnel's packets are, and what clients send through it is IPv4 as ever. */
@Timeout(120)
class Ipv6ServerIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String EXIT = "203.0.113.1";
    private static final long BYTES = 1_000_000;
    /** IPv6's longer header makes the tunnel smaller than its provider's file says. */
    private static final int UNDERLAY = 1450;

    private static final int WIREGUARD_OVER_IPV6 = 80;

    @ParameterizedTest
    @EnumSource(names = {"NETWORK", "SIDECAR"})
    @Proves({"E1", "L4", "L16", "N1"})
    void clientsLeaveByItsTunnelOrNotAtAll(Routing routing) throws Exception {
        String holder = routing == Routing.SIDECAR ? "client-1" : "gateway-1";
        String link = routing == Routing.SIDECAR ? "wgc1" : "wg1";
        try (Lab lab = Lab.up(LabSpec.defaults()
                        .withRouting(routing)
                        .withExits(1)
                        .withRouters(1)
                        .withClients(1)
                        // Without a local IPv6 network it is the server alone for which neighbours must be found.
                        .withLocal("10.0.0.0/8")
                        .withUnderlayMtu(UNDERLAY));
                NetworkNamespace client = lab.namespace("client-1")) {
            Uplink uplink = new Uplink(lab);
            moveToIpv6(lab, holder, link);
            Awaitility.await().atMost(SOON).until(() -> leaves(lab));
            lab.awaitReady(SOON);
            try (Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(20, 20));
                    Download download = Download.start(client, Remote.V4, BYTES, 0)) {
                Awaitility.await().atMost(SOON).until(flows::opened);
                assertThat(flows.report())
                        .allMatch(FlowReport::unharmed)
                        .allMatch(flow -> flow.exits().contains(EXIT));
                Awaitility.await().atMost(SOON).until(() -> download.report().fate() == Fate.CLOSED);
                assertThat(download.report().bytes()).isGreaterThanOrEqualTo(BYTES);
            }
            assertThat(Hands.type(lab, holder, "ip link show " + link))
                    .contains("mtu " + (UNDERLAY - WIREGUARD_OVER_IPV6) + " ");

            uplink.assertNothingLeaksBy(() -> {
                Hands.type(lab, holder, "ip link set " + link + " down");
                Attempt.TCP.make(lab, "client-1");
                Attempt.IPV6_TCP.make(lab, "client-1");
                Attempt.IPV6_UDP.make(lab, holder);
                Awaitility.await().atMost(SOON).until(() -> leaves(lab));
            });
            uplink.assertNothingLeaked();
        }
    }

    /** Its provider's file names the exit's IPv6 address from now on. */
    private static void moveToIpv6(Lab lab, String host, String link) throws IOException {
        String server = "[" + lab.topology().host("exit-1").v6().orElseThrow() + "]:51820";
        Path conf = HostEntry.files(host).resolve("wg.conf");
        HostFile.write(conf, Files.readString(conf).replace("Endpoint = " + EXIT + ":51820", "Endpoint = " + server));
        Awaitility.await()
                .atMost(SOON)
                .until(() ->
                        Hands.type(lab, host, "wg show " + link + " endpoints").contains(server));
    }

    private static boolean leaves(Lab lab) {
        return lab.exec("client-1", "curl", "-s4", "-m1", "http://remote-1/ip")
                .out()
                .contains(EXIT);
    }
}
