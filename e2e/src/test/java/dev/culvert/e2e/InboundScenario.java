package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the tunnels are ours: ports of the exits lead to clients, and resolvers of ours ask through the tunnels. */
abstract class InboundScenario extends EgressScenario {
    /** In a VpnGateway's spec: a port of the exits that leads to the program's own. */
    static final String PORTS = "ports: [{name: web, port: 51413, target: 8080, protocols: [TCP, UDP]}]";

    /** In a VpnGateway's spec: a name server beyond the tunnels, which answers with the address that asks it. */
    static final String DNS = "dns: {upstream: [" + Provider.REMOTE + "]}";

    InboundScenario(Site site, String method, Set<String> exits) {
        super(site, method, exits);
    }

    @Override
    String claims() {
        return "[web]";
    }

    @Test
    @Order(25)
    @Proves("U6")
    void kubectlTellsTheExitsAddresses() {
        await().untilAsserted(() -> assertThat(
                        Cluster.kubectl("-n", vpn, "get", "vgw", "downloads").out())
                .contains(exits)
                .contains(exits.size() + "/" + exits.size(), "AllExitsHealthy"));
    }

    @Test
    @Order(36)
    @Proves({"I1", "I2", "I3"})
    void aRemoteReachesTheProgramAtEveryExit() {
        for (String exit : exits) {
            await().untilAsserted(() -> assertThat(Provider.CALLERS.http("http://" + exit + ":51413/cgi-bin/caller"))
                    .as("whom the program saw")
                    .isEqualTo(Provider.REMOTE));
        }
    }

    @Test
    @Order(32)
    @Proves({"D1", "D3"})
    void namesAreAskedThroughTheTunnelAndTheClustersOwnInTheCluster() {
        site.noLeakBy(() -> await().untilAsserted(() -> {
            assertThat(lookup("nowhere.example")).as("who asked for it").containsAnyOf(exits.toArray(String[]::new));
            assertThat(lookup("kubernetes.default.svc.cluster.local")).contains("10.96.0.1");
        }));
    }

    private String lookup(String name) {
        return site.exec(media, APP, "app", "nslookup", "-type=a", name).out();
    }
}
