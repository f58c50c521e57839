package dev.culvert.e2e;

import static dev.culvert.e2e.Site.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Overlay routing: two gateways with WireGuard, and nothing of ours that keeps running in the client. */
class OverlayIT extends GatewayPodScenario {
    private static final String NEXT = "culvert/agent:next";

    OverlayIT(Site site) {
        super(site, "overlay", 1, Set.of(Provider.address(1), Provider.address(2)));
    }

    @Override
    String gateway() {
        return """
                {exits: %s, routing: {overlay: {}}, clients: {namespaces: [%s]}, %s, %s, %s}
                """.formatted(wireguard(vpn, 1, 2), media, PORTS, DNS, Provider.WITNESSES);
    }

    @Test
    @Order(60)
    @Proves("L8")
    void withoutTheOperatorAllGoesOnAndAPodThatComesIsNotOpen() {
        site.noLeakBy(() -> {
            assertThat(Cluster.kubectl("-n", "culvert-system", "scale", "deployment", "culvert", "--replicas=0")
                            .exitCode())
                    .isZero();
            await().untilAsserted(() -> assertThat(operators()).isEmpty());
            assertThat(site.ask(media, APP, 6 * exits.size())).isEqualTo(exits);
            replace(media, APP);
            await().untilAsserted(() ->
                    assertThat(Readiness.isPodReady(site.pod(media, APP))).isTrue());
            assertThat(site.ask(media, APP)).isIn("", Provider.address(1), Provider.address(2));
        });
    }

    private List<Pod> operators() {
        return site.api()
                .pods()
                .inNamespace("culvert-system")
                .withLabel("app.kubernetes.io/component", "operator")
                .list()
                .getItems();
    }

    /** And an operator that comes makes the clients whole that came before it. */
    @Test
    @Order(70)
    @Proves("L12")
    void anUpgradeReplacesGatewaysOneByOneAndNothingLeaksMeanwhile() {
        site.noLeakBy(() -> {
            Cluster.tag("culvert/agent:dev", NEXT);
            Cluster.kubectl(
                    "-n",
                    "culvert-system",
                    "patch",
                    "deployment",
                    "culvert",
                    "--type=json",
                    "--patch",
                    "[{op: add, path: /spec/template/spec/containers/0/args/-, value: --agent-image=" + NEXT + "},"
                            + " {op: replace, path: /spec/replicas, value: 2}]");
            List<Long> carrying = new ArrayList<>();
            await().atMost(Duration.ofMinutes(4)).untilAsserted(() -> {
                List<Pod> gateways = site.api().pods().inNamespace(vpn).list().getItems();
                carrying.add(gateways.stream().filter(Readiness::isPodReady).count());
                assertThat(gateways).hasSize(exits.size()).allMatch(OverlayIT::isNext);
                assertThat(site.ask(media, APP, 6 * exits.size())).isEqualTo(exits);
            });
            assertThat(carrying).as("gateways that were ready").allMatch(ready -> ready > 0);
            await().untilAsserted(() -> assertThat(operators()).hasSize(2).allMatch(Readiness::isPodReady));
        });
    }

    private static boolean isNext(Pod pod) {
        return Readiness.isPodReady(pod)
                && pod.getSpec().getContainers().stream()
                        .allMatch(container -> container.getImage().equals(NEXT));
    }
}
