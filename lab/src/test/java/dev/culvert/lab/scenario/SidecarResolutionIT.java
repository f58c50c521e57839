package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.HostRole;
import dev.culvert.lab.Routing;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the client has a resolver of its own, beside its tunnel. */
class SidecarResolutionIT extends Resolution {
    SidecarResolutionIT() {
        super(Routing.SIDECAR);
    }

    @Test
    @Proves("D1")
    void whoeverIsNotTheResolverDoesNotReachTheClustersDns() throws IOException {
        String name = "mine.many.internet.example";
        uplink.assertNothingLeaksBy(() -> {
            for (String kind : List.of("+notcp", "+tcp")) {
                assertThat(dig("@" + CLUSTER_DNS, "-b", address(), kind, name)).containsExactly("198.51.100.11");
            }
        });
        assertThat(asked(HostRole.CLUSTER, name)).isEmpty();
    }

    @Test
    @Order(LAST)
    @Proves("D7")
    void aResolverThatDiesIsBackAtOnce() {
        assertThat(Hands.kill(lab, CLIENT, "unbound")).isEqualTo(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> dig("www.internet.example.").equals(List.of("198.51.100.11")));
    }

    @Test
    @Order(LAST + 1)
    @Proves({"D1", "L17"})
    void withoutTheTunnelAQueryIsRefusedAndNotSentToTheCluster() throws IOException {
        String name = "late.many.internet.example";
        Hands.killMain(lab, CLIENT, "agent.Main");
        Hands.type(lab, CLIENT, "ip link delete wgc1");
        uplink.assertNothingLeaksBy(() -> {
            for (String kind : List.of("+notcp", "+tcp")) {
                assertThat(lab.exec(CLIENT, "dig", "+tries=1", "+time=5", kind, "@" + CLUSTER_DNS, name)
                                .out())
                        .doesNotContain("198.51.100.11");
            }
        });
        assertThat(asked(HostRole.CLUSTER, name)).isEmpty();
        assertThat(asked(HostRole.DNS, name)).isEmpty();
        assertThat(dig("web.shop.svc.cluster.local")).as("the cluster's names").containsExactly("10.96.3.4");
    }

    private String address() {
        return lab.topology().host(CLIENT).v4().orElseThrow();
    }
}
