package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How new flows are spread over exits, as a remote sees it. */
@Timeout(120)
class SpreadIT {
    private static final int FLOWS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** χ² that the right weights exceed once in ten thousand times, by the number of exits. */
    private static final Map<Integer, Double> CRITICAL = Map.of(2, 15.14, 3, 18.42, 4, 21.11);

    @Test
    @Proves({"E9", "E10", "E13"})
    void fourExitsShareTenThousandFlowsAndKeepThem() throws Exception {
        LabSpec spec = LabSpec.defaults().withClients(1).withRouters(1);
        try (Lab lab = Lab.up(spec);
                NetworkNamespace client = lab.namespace("client-1");
                ManyFlows flows = client.call(() -> new ManyFlows(FLOWS, Remote.V4))) {
            assertThat(flows.ask(PATIENCE)).as("flows without an answer").isZero();
            assertSpread(flows.byExit(), 1, 1, 1, 1);

            Map<String, Long> first = flows.byExit();
            lab.fail("gateway-4", FailureMode.KILL);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !routed(lab, "gateway-4"));
            lab.heal("gateway-4");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> routed(lab, "gateway-4"));
            assertThat(flows.ask(PATIENCE)).as("flows without an answer").isZero();
            for (String kept : new String[] {"203.0.113.1", "203.0.113.2", "203.0.113.3"}) {
                assertThat(flows.byExit().get(kept))
                        .as("flows that never left %s, though the table changed twice: %s", kept, flows.byExit())
                        .isGreaterThanOrEqualTo(first.get(kept));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NETWORK", "OVERLAY"})
    @Proves("E9")
    void exitsGetTheirWeight(Routing routing) throws Exception {
        LabSpec spec = LabSpec.defaults()
                .withRouting(routing)
                .withExits(3)
                .withClients(1)
                .withRouters(1);
        try (Lab lab = Lab.up(spec.withWeights(1, 2, 5));
                NetworkNamespace client = lab.namespace("client-1");
                ManyFlows flows = client.call(() -> new ManyFlows(FLOWS, Remote.V4))) {
            assertThat(flows.ask(PATIENCE)).as("flows without an answer").isZero();
            assertSpread(flows.byExit(), 1, 2, 5);
        }
    }

    private static boolean routed(Lab lab, String gateway) {
        for (HostStatus host : lab.status().hosts()) {
            for (JsonNode known : host.report().path("gateways")) {
                if (known.path("name").asText().equals(gateway)) {
                    return known.path("healthy").asBoolean();
                }
            }
        }
        return false;
    }

    private static void assertSpread(Map<String, Long> seen, int... weights) {
        double total = IntStream.of(weights).sum();
        double chi = 0;
        for (int exit = 1; exit <= weights.length; exit++) {
            double expected = FLOWS * weights[exit - 1] / total;
            double off = seen.getOrDefault("203.0.113." + exit, 0L) - expected;
            chi += off * off / expected;
        }
        assertThat(seen).as("each flow has one exit").hasSize(weights.length);
        assertThat(chi).as("χ² of %s", seen).isLessThan(CRITICAL.get(weights.length));
    }
}
