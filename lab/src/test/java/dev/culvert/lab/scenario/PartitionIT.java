package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routers that do not hear each other, and neighbours that believe something old. */
@Timeout(120)
class PartitionIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VIP = "192.168.27.129";
    private static final String VIP_MAC = "00:00:5e:00:01:2a";

    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up(LabSpec.defaults().withClients(2));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @Test
    @Proves("F7")
    void routersThatDoNotHearEachOtherBothServeAndOneYieldsWhenTheyDo() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(60, 20))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            // Adverts are lost, all else arrives: the worst case, as both are believed by turns.
            for (int router = 1; router <= 2; router++) {
                Hands.type(lab, "router-" + router, """
                        nft 'table inet deaf { chain input { type filter hook input priority -300;
                          iifname "net1" ip protocol vrrp drop; }; }'""");
            }
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(RoutersView.holders(lab, VIP)).containsExactly("router-1", "router-2"));
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
            reaches("client-2");

            for (int router = 1; router <= 2; router++) {
                Hands.type(lab, "router-" + router, "nft delete table inet deaf");
            }
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(RoutersView.holders(lab, VIP)).hasSize(1));
            reaches("client-1");
            reaches("client-2");
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
        }
    }

    @Test
    @Proves("F10")
    void aNeighbourThatKeepsAnOldAddressIsCorrected() {
        reaches("client-1");
        Hands.type(lab, "client-1", "ip neighbour replace " + VIP + " lladdr 02:00:00:00:00:99 dev net1 nud reachable");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(Hands.type(lab, "client-1", "ip neighbour show " + VIP))
                        .contains(VIP_MAC));
        reaches("client-1");
    }

    /** With keepalived stopped, nobody but the router's agent announces anything. */
    @Test
    @Proves("F10")
    void aHolderNoticesWhoDoesNotBelieveItAndTellsItAgain() {
        lab.fail("router-2", FailureMode.KILL);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(RoutersView.holders(lab, VIP)).containsExactly("router-1"));
        awaitProof("[\"gateway-1\",\"gateway-2\",\"gateway-3\",\"gateway-4\"]", "[]");
        assertThat(Hands.signal(lab, "router-1", "keepalived", "STOP")).isPositive();
        try {
            believe("nud permanent");
            awaitProof("[\"gateway-2\",\"gateway-3\",\"gateway-4\"]", "[\"gateway-1\"]");
            long announced = proof().path("announced").asLong();
            assertThat(announced).isPositive();

            believe("nud reachable");
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(Hands.type(lab, "gateway-1", "ip neighbour show " + VIP))
                            .contains(VIP_MAC));
            awaitProof("[\"gateway-1\",\"gateway-2\",\"gateway-3\",\"gateway-4\"]", "[]");
            assertThat(proof().path("announced").asLong()).isGreaterThan(announced);
            reaches("client-1");
        } finally {
            Hands.signal(lab, "router-1", "keepalived", "CONT");
            lab.heal("router-2");
            lab.awaitReady(SOON.multipliedBy(3));
        }
    }

    /** Somebody else's MAC is the VIP's. */
    private static void believe(String how) {
        Hands.type(lab, "gateway-1", "ip neighbour replace " + VIP + " lladdr 02:00:00:00:00:99 dev net1 " + how);
    }

    private static void awaitProof(String believers, String doubters) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(proof().path("believers")).hasToString(believers);
            assertThat(proof().path("doubters")).hasToString(doubters);
        });
    }

    private static JsonNode proof() {
        return RoutersView.proof(lab, "router-1");
    }

    private static void reaches(String client) {
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(lab.exec(client, "curl", "-s4", "-m2", "http://198.51.100.11/ip")
                                .out())
                        .contains("203.0.113."));
    }
}
