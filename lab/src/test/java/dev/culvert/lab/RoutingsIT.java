package dev.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.tunnel.Tunnel;
import dev.culvert.lab.tunnel.Tunnels;
import dev.culvert.proofs.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each routing method finds under its feet; nothing of Culvert runs. */
@Timeout(60)
class RoutingsIT {
    private static Lab up(LabSpec spec) {
        return Lab.up(spec, PlainInternetIT::nodesOnly, line -> {});
    }

    @ParameterizedTest
    @EnumSource(Routing.class)
    void everyHolderOfATunnelHasItsSettingsAndReachesItsExit(Routing routing) {
        try (Lab lab = up(LabSpec.defaults().withRouting(routing).withExits(2))) {
            assertThat(lab.tunnels().all()).hasSize(routing == Routing.SIDECAR ? 3 : 2);
            for (Tunnel tunnel : lab.tunnels().all()) {
                assertThat(Tunnels.conf(tunnel.holder())).isRegularFile();
                String exit = tunnel.exit().v4().orElseThrow();
                assertThat(lab.exec(tunnel.holder().name(), "ping", "-c1", "-W2", "-I", "eth0", exit))
                        .as("%s", tunnel)
                        .matches(ping -> ping.exitCode() == 0);
            }
        }
    }

    @Test
    void withRoutingUplinkAClientHasAMacvlanBesideEth0() {
        try (Lab lab = up(LabSpec.defaults().withRouting(Routing.UPLINK))) {
            assertThat(lab.exec("client-2", "ip", "-details", "link", "show", "net1")
                            .out())
                    .contains("macvlan mode bridge");
            assertThat(lab.exec("client-2", "ip", "route", "get", "198.51.100.11")
                            .out())
                    .contains("via 10.10.20.2 dev net1 src 10.10.20.102");
            assertThat(lab.exec("client-2", "ping", "-c1", "-W2", "10.10.20.2").exitCode())
                    .isZero();
            assertThat(lab.exec("client-2", "ping", "-c1", "-W2", "10.10.0.50").exitCode())
                    .isZero();
        }
    }

    /** N1: every link of the site follows the underlay. */
    @Proves("N1")
    @ParameterizedTest
    @ValueSource(ints = {1450, 9000})
    void theUnderlaysMtuIsEverywhere(int mtu) {
        try (Lab lab = up(LabSpec.defaults().withUnderlayMtu(mtu))) {
            assertThat(lab.exec("client-1", "cat", "/proc/sys/net/ipv6/conf/eth0/mtu")
                            .out()
                            .strip())
                    .isEqualTo(Integer.toString(mtu));
            assertThat(lab.exec("client-1", "cat", "/proc/sys/net/ipv6/conf/net1/mtu")
                            .out()
                            .strip())
                    .isEqualTo(Integer.toString(mtu - 50));
            String peer = lab.clientNetwork().plan().gateway(2).toString();
            String payload = Integer.toString(mtu - 50 - 28);
            assertThat(lab.exec("gateway-1", "ping", "-c1", "-W2", "-Mdo", "-s", payload, peer)
                            .exitCode())
                    .as("the largest packet fits through the VXLAN between the nodes")
                    .isZero();
        }
    }

    @Test
    void downLeavesNothing() throws Exception {
        up(LabSpec.defaults()).close();
        try (var names = Files.list(Path.of("/run/netns"))) {
            assertThat(names).isEmpty();
        }
        Awaitility.await()
                .alias("killed processes end")
                .atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
    }
}
