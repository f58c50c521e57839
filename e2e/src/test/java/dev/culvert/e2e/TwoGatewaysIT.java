package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two VpnGateways in one cluster: each client has its own, until it names the other. */
@Timeout(300)
@ExtendWith(SiteExtension.class)
class TwoGatewaysIT {
    private static final String SPACE = "moves";
    private static final int ONE = 11;
    private static final int TWO = 12;

    private final Site site;

    TwoGatewaysIT(Site site) {
        this.site = site;
    }

    @Test
    @Proves({"E6", "E8"})
    void aClientLeavesByItsOwnGatewayAndByTheNextOnceItIsNamed() {
        Cluster.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s}
                """.formatted(SPACE));
        site.overlay(SPACE, "one", ONE);
        site.overlay(SPACE, "two", TWO);
        workload("moving");
        workload("staying");
        Site.attach(SPACE, "StatefulSet", "moving", "one");
        Site.attach(SPACE, "StatefulSet", "staying", "two");
        leavesBy("moving-0", ONE);
        leavesBy("staying-0", TWO);
        long generation = generation();

        site.noLeakBy(() -> {
            Site.attach(SPACE, "StatefulSet", "moving", "two");
            leavesBy("moving-0", TWO);
        });
        assertThat(generation() - generation).as("rollouts").isOne();
        leavesBy("staying-0", TWO);
    }

    private static void workload(String name) {
        Cluster.apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  serviceName: %1$s
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - {name: app, image: "culvert/client:dev", imagePullPolicy: Never, command: [sleep, infinity]}
                """.formatted(name, SPACE));
    }

    private void leavesBy(String pod, int exit) {
        await().untilAsserted(() -> assertThat(site.ask(SPACE, pod, 3)).isEqualTo(Set.of(Provider.address(exit))));
    }

    private long generation() {
        return site.api()
                .apps()
                .statefulSets()
                .inNamespace(SPACE)
                .withName("moving")
                .require()
                .getMetadata()
                .getGeneration();
    }
}
