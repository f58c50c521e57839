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
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gateways that come and go, and links that lose packets. */
@Timeout(400)
class UnsteadyGatewayIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Ten flaps; a gateway that was trusted again each time would be taken up ten times. */
    private static final int FLAPS = 10;

    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up(LabSpec.defaults().withClients(1).withExits(3).withRouters(1));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @BeforeEach
    void ready() {
        lab.awaitReady(Duration.ofSeconds(90));
    }

    @Test
    @Proves("F3")
    void aFlappingGatewayIsTrustedLaterAndLaterAndOthersDoNotNotice() {
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(60, 20))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            List<Boolean> others = flows.report().stream()
                    .map(flow -> !flow.exits().equals(Set.of("203.0.113.1")))
                    .toList();
            int trusted = 0;
            for (int flap = 0; flap < FLAPS; flap++) {
                lab.fail("gateway-1", FailureMode.KILL);
                Awaitility.await().atMost(SOON).until(() -> !RoutersView.uses(lab, "router-1", "gateway-1"));
                lab.heal("gateway-1");
                Awaitility.await()
                        .atMost(SOON.multipliedBy(3))
                        .until(() -> RoutersView.holdsDown(lab, "router-1", "gateway-1")
                                || RoutersView.uses(lab, "router-1", "gateway-1"));
                // It answers again; whether it is trusted within a flap's time is the question.
                if (trustedWithin(Duration.ofSeconds(4))) {
                    trusted++;
                }
            }
            assertThat(trusted).as("times that it got new flows").isBetween(1, FLAPS / 2);
            List<FlowReport> report = flows.report();
            for (int flow = 0; flow < report.size(); flow++) {
                if (others.get(flow)) {
                    assertThat(report.get(flow)).matches(FlowReport::unharmed);
                }
            }
        }
    }

    /** It is not dead, it keeps its link, and whoever asks it waits: only the agent's own patience ends that. */
    @Test
    @Proves("F4")
    void aWireGuardEngineThatHangsIsToldAndStartedAnew() {
        assertThat(Hands.signal(lab, "gateway-2", "wireguard-go", "STOP")).isEqualTo(1);
        Awaitility.await().atMost(SOON).until(() -> !RoutersView.uses(lab, "router-1", "gateway-2"));
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            JsonNode report = lab.status().host("gateway-2").report();
            assertThat(report.path("detail").asText()).contains("does not answer");
            assertThat(report.path("ready").asBoolean()).isFalse();
        });
        lab.awaitReady(SOON.multipliedBy(3));
        try (NetworkNamespace client = lab.namespace("client-1");
                Flows flows = Flows.open(client, Remote.V4, Flows.Plan.of(60, 0))) {
            Awaitility.await().atMost(SOON).until(flows::opened);
            assertThat(flows.which(flow -> flow.exits().equals(Set.of("203.0.113.2"))))
                    .as("flows by the tunnel that came back")
                    .isNotEmpty();
        }
    }

    @Test
    @Proves("F12")
    void aTenthOfAllPacketsLostIsNoFlap() {
        for (int gateway = 1; gateway <= 3; gateway++) {
            Hands.type(lab, "gateway-" + gateway, """
                    nft 'table inet loss { chain input { type filter hook prerouting priority -350;
                      numgen random mod 10 == 0 drop; }; }'""");
        }
        try {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .during(Duration.ofSeconds(20))
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(List.of("gateway-1", "gateway-2", "gateway-3"))
                            .allMatch(gateway -> RoutersView.uses(lab, "router-1", gateway)));
        } finally {
            for (int gateway = 1; gateway <= 3; gateway++) {
                Hands.type(lab, "gateway-" + gateway, "nft delete table inet loss");
            }
        }
    }

    private static boolean trustedWithin(Duration patience) {
        try {
            Awaitility.await().atMost(patience).until(() -> RoutersView.uses(lab, "router-1", "gateway-1"));
            return true;
        } catch (ConditionTimeoutException notYet) {
            return false;
        }
    }
}
