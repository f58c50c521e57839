package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.Finished;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the resolvers are the gateways'. */
abstract class GatewayResolution extends Resolution {
    GatewayResolution(Routing routing) {
        super(routing);
    }

    /** resolv.conf allows glibc two attempts for each name. */
    @Test
    @Order(LAST)
    @Proves("D7")
    void aResolverAndThenAGatewayThatDiesCostNoNameMoreThanOneRetry() throws Exception {
        try (var lookups = new Lookups(lab, CLIENT)) {
            for (int kill = 1; kill <= 3; kill++) {
                lookups.awaitMore(20);
                assertThat(Hands.kill(lab, "gateway-1", "unbound")).isEqualTo(1);
            }
            lookups.awaitMore(20);
            assertThat(lookups.failed()).as("resolver killed").isEmpty();
            lab.fail("gateway-2", FailureMode.KILL);
            lookups.awaitMore(60);
            assertThat(lookups.failed()).as("gateway killed").isEmpty();
        }
        uplink.assertNothingLeaked();
    }

    @Test
    @Order(LAST + 1)
    @Proves({"D1", "L17"})
    void withoutTheWayAQueryIsRefusedAndNotSentToTheCluster() throws IOException {
        String name = "late.many.internet.example";
        Hands.tryTo(lab, CLIENT, "ip link del net1", "ip link del vxlan0");
        uplink.assertNothingLeaksBy(() -> {
            for (String server : List.of(CLUSTER_DNS, "169.254.20.10")) {
                for (String kind : List.of("+notcp", "+tcp")) {
                    Finished dig = lab.exec(CLIENT, "dig", "+tries=1", "+time=5", kind, "@" + server, name);
                    assertThat(dig.exitCode()).isNotZero();
                    assertThat(dig.out()).as("refused, not timed out").doesNotContain("timed out");
                }
            }
        });
        assertThat(asked(HostRole.CLUSTER, name)).isEmpty();
        assertThat(asked(HostRole.DNS, name)).isEmpty();
    }
}
