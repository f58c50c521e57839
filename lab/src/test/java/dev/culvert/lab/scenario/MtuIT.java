package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large transfers and path MTU discovery, by underlay, with one tunnel of 1420 and one of 1320 bytes side by side. */
@Timeout(150)
class MtuIT {
    private static final LabSpec SMALL =
            LabSpec.defaults().withExits(2).withRouters(1).withClients(1);
    private static final int SMALL_UNDERLAY = 1450;
    private static final int HEADERS = 28;
    /** What the tunnel adds to a packet, over IPv4. */
    private static final int WIREGUARD = 60;

    private static final long BYTES = 1_000_000;

    @ParameterizedTest(name = "underlay of {0} bytes")
    @ValueSource(ints = {SMALL_UNDERLAY, 9000})
    @Proves({"N1", "E11"})
    void whatIsLargeArrives(int underlay) throws Exception {
        try (Lab lab = Lab.up(SMALL.withUnderlayMtu(underlay).withTunnelMtus(1420, 1320));
                NetworkNamespace client = lab.namespace("client-1");
                Downloads downloads = Downloads.start(client, BYTES)) {
            downloads.assertWhole();
            assertThat(lab.remote("remote-1").seen().counts("tcp", 80))
                    .as("both tunnels carried some")
                    .containsOnlyKeys("203.0.113.1", "203.0.113.2");
            // See the next test: with the smallest underlay answers can be too large for the client network.
            if (underlay != SMALL_UNDERLAY) {
                assertPathMtu(lab, underlay);
            }
        }
    }

    @Test
    @Proves("N1")
    void aRemoteLearnsThatTheClientNetworkIsSmallerThanTheTunnel() {
        try (Lab lab = Lab.up(SMALL.withUnderlayMtu(SMALL_UNDERLAY))) {
            assertPathMtu(lab, SMALL_UNDERLAY);
        }
    }

    /** With the usual underlay, of 1500 bytes. */
    @Test
    @Proves({"F13", "N1", "E11"})
    void aGatewayWithASmallerTunnelJoins() throws Exception {
        try (Lab lab = Lab.up(SMALL.withTunnelMtus(1420, 1320))) {
            lab.fail("gateway-2", FailureMode.KILL);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !RoutersView.uses(lab, "router-1", "gateway-2"));
            try (NetworkNamespace client = lab.namespace("client-1");
                    Download before = Download.start(client, Remote.V4, 4 * BYTES, BYTES)) {
                lab.heal("gateway-2");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(40))
                        .until(() -> RoutersView.uses(lab, "router-1", "gateway-2"));
                lab.remote("remote-1").seen().clear();
                try (Downloads after = Downloads.start(client, BYTES)) {
                    after.assertWhole();
                    assertThat(lab.remote("remote-1").seen().counts("tcp", 80))
                            .containsOnlyKeys("203.0.113.1", "203.0.113.2");
                }
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> before.report().fate() == Fate.CLOSED);
                assertThat(before.report().bytes()).isGreaterThanOrEqualTo(4 * BYTES);
            }
            assertPathMtu(lab, LabSpec.defaults().underlayMtu());
        }
    }

    private static void assertPathMtu(Lab lab, int underlay) {
        for (InetAddress remote : List.of(Remote.V4, InetAddress.ofLiteral("198.51.100.12"))) {
            int largest = Datagrams.largestUnfragmented(lab, "client-1", remote);
            assertThat(largest + HEADERS).as("path MTU to " + remote).isIn(1320, Math.min(1420, underlay - WIREGUARD));
        }
    }
}
