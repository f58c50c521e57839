package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the tunnels are in pods of their own. */
abstract class GatewayPodScenario extends InboundScenario {
    /** So many that a pod without one of them is one that gets none: with three, that would happen once in 600 times. */
    private static final int FLOWS = 16;

    private final int exit;

    /** One of the exits' numbers is {@code exit}. */
    GatewayPodScenario(Site site, String method, int exit, Set<String> exits) {
        super(site, method, exits);
        this.exit = exit;
    }

    /** The node asks, as it asks any pod: its lock lets that in. */
    @Override
    String readiness() {
        return "readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 1}";
    }

    /** By TCP and UDP, at every exit. Who is not ready gets nothing, whatever it still answers. */
    @Test
    @Order(38)
    @Proves({"I1", "I3", "I4"})
    void remotesReachAllPodsThatAreReady() {
        scale(3);
        await().untilAsserted(() ->
                assertThat(Cluster.kubectl("-n", media, "get", "vcl").out()).contains("3/3"));
        untilReached("app-0", "app-1", "app-2");
        site.exec(media, "app-1", "app", "mv", "/tmp/www/ready", "/tmp/www/busy");
        untilReached("app-0", "app-2");
        site.exec(media, "app-1", "app", "mv", "/tmp/www/busy", "/tmp/www/ready");
        untilReached("app-0", "app-1", "app-2");
        scale(1);
        untilReached(APP);
    }

    private void scale(int replicas) {
        Cluster.kubectl("-n", media, "scale", "statefulset", "app", "--replicas=" + replicas);
    }

    /** Each answers who it is, and that the remote's own address has asked. */
    private void untilReached(String... pods) {
        Set<String> answers =
                Arrays.stream(pods).map(name -> name + " " + Provider.REMOTE).collect(Collectors.toSet());
        for (String exit : exits) {
            await().untilAsserted(() -> {
                assertThat(Provider.CALLERS.http("http://" + exit + ":51413/cgi-bin/both", FLOWS))
                        .isEqualTo(answers);
                assertThat(Provider.CALLERS.datagrams(exit, 51413, FLOWS)).isEqualTo(answers);
            });
        }
    }

    @Test
    @Order(50)
    @Proves({"L3", "F11"})
    void aGatewayPodThatIsDeletedComesBackAndNothingLeaksMeanwhile() {
        survivesTheLossOf("downloads-exit-" + exit + "-0");
    }
}
