package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.Download;
import dev.culvert.lab.flow.Fate;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large transfers and path MTU discovery, by underlay, with one tunnel of 1420 and one of 1320 bytes side by side. */
@Timeout(150)
class MtuIT {
    private static final int HEADERS = 28;
    private static final long BYTES = 1_000_000;

    @ParameterizedTest(name = "underlay of {0} bytes")
    @ValueSource(ints = {1500, 1450, 9000})
    @Proves({"N1", "E11"})
    void whatIsLargeArrives(int underlay) throws Exception {
        LabSpec spec = LabSpec.defaults().withExits(2).withRouters(1).withClients(1);
        try (Lab lab = Lab.up(spec.withUnderlayMtu(underlay).withTunnelMtus(1420, 1320));
                NetworkNamespace client = lab.namespace("client-1")) {
            List<Download> downloads = new ArrayList<>();
            // So many that both tunnels have some: all on one has a chance of one in a thousand million.
            for (int i = 0; i < 30; i++) {
                downloads.add(Download.start(client, Remote.V4, BYTES, 0));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(downloads)
                            .extracting(download -> download.report().fate())
                            .containsOnly(Fate.CLOSED));
            assertThat(downloads).allMatch(download -> download.report().bytes() >= BYTES);
            assertThat(lab.remote("remote-1").seen().counts("tcp", 80))
                    .as("both tunnels carried some")
                    .containsOnlyKeys("203.0.113.1", "203.0.113.2");
            for (String remote : List.of("198.51.100.11", "198.51.100.12")) {
                int largest = Datagrams.largestUnfragmented(lab, "client-1", java.net.InetAddress.ofLiteral(remote));
                assertThat(largest + HEADERS).as("path MTU to " + remote).isIn(1320, Math.min(1420, underlay - 50));
            }
            for (Download download : downloads) {
                download.close();
            }
        }
    }
}
