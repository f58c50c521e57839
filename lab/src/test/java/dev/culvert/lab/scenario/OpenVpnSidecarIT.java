package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Host;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * A client with an OpenVPN tunnel in its own namespace, which a gluetun beside it makes. OpenVPN leads both halves of the world into
 * it by the main table: the cluster is to be reached past it all the same.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenVpnSidecarIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CLIENT = "client-1";

    private Lab lab;
    private Uplink uplink;

    @BeforeAll
    void up() {
        lab = BesideGluetun.openVpn("v3.41.2")
                .lab(LabSpec.defaults()
                        .withRouting(Routing.SIDECAR)
                        .withExits(1)
                        .withClients(1));
        uplink = new Uplink(lab);
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @Test
    @Proves({"E1", "L17"})
    void itLeavesByTheTunnel() {
        exchange();
        assertThat(lab.exec(CLIENT, "curl", "-s4", "-m5", "http://remote-1/ip").out())
                .contains("\"203.0.113.1\"");
        uplink.assertNothingLeaked();
    }

    @Test
    @Proves("E3")
    void theClusterIsReachedPastTheTunnel() {
        Host client = lab.topology().host(CLIENT);
        String address = client.v4().orElseThrow();
        try (RemoteServices cluster = RemoteServices.start(lab.topology().host("cluster-1"));
                RemoteServices application = RemoteServices.start(client)) {
            assertThat(lab.exec(CLIENT, "curl", "-s4", "-m5", "http://cluster-1/ip")
                            .out())
                    .contains('"' + address + '"');
            assertThat(cluster.seen().counts("tcp", RemoteServices.WEB)).containsOnlyKeys(address);
            assertThat(lab.exec("node-2", "curl", "-s4", "-m5", "http://" + address + "/ip")
                            .exitCode())
                    .as("as kubelet asks whether it is ready")
                    .isZero();
            assertThat(application.seen().of("tcp", RemoteServices.WEB)).hasSize(1);
        }
    }

    /** With what OpenVPN adds they do not fit the pod's link, and leave it in fragments. */
    @Test
    @Proves({"E11", "N1"})
    void packetsThatFillTheTunnelArrive() {
        assertThat(Datagrams.echoed(lab, CLIENT, Remote.V4, 1472)).isTrue();
        uplink.assertNothingLeaked();
    }

    /** OpenVPN's ways go with its link; what is left of them is the pod's own. */
    @Test
    @Proves("L5")
    void killedItLeaksNothingAndComesBack() {
        uplink.assertNothingLeaksBy(() -> {
            Hands.killMain(lab, CLIENT, "GluetunProcess");
            Awaitility.await().atMost(SOON).until(() -> {
                Attempt.TCP.make(lab, CLIENT);
                return Hands.tryTo(lab, CLIENT, "ip link show tun1").exitCode() != 0;
            });
            Attempt.UDP.make(lab, CLIENT);
            Attempt.BY_FIRST_LINK.make(lab, CLIENT);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> lab.exec(CLIENT, "curl", "-s4", "-m1", "http://remote-1/ip")
                            .out()
                            .contains("\"203.0.113.1\""));
        });
        exchange();
    }

    private void exchange() {
        try (NetworkNamespace client = lab.namespace(CLIENT);
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(20, 20))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
        }
    }
}
