package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.Controllers;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What needs new pods is done one pod at a time, and a drained node takes one at a time. */
@ExtendWith(ApiServerTests.class)
class RolloutIT {
    @Test
    @Proves("R11")
    void exitsThatShareASecretGetNewPodsOneAfterTheOther(World world) {
        String vpn = world.namespace();
        secret(world, vpn, "before");
        VpnGateway gateway = world.declare(vpn, "downloads", """
                exits:
                - {name: a, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Zurich]}}}
                - {name: b, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Oslo]}}}
                - {name: c, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Rome]}}}
                routing: {overlay: {vxlanId: %d}}
                """.formatted(world.vni()));
        var controllers = new Controllers(world);
        world.until(gateway, "Ready", "False NoExitHealthy");
        for (String exit : List.of("a", "b", "c")) {
            controllers.roll(gateway, exit);
        }
        world.until(gateway, "Ready", "True AllExitsHealthy");
        assertThat(generations(world, vpn)).containsExactly(1L, 1L, 1L);

        secret(world, vpn, "after");
        World.eventually().until(() -> generations(world, vpn).equals(List.of(2L, 1L, 1L)));
        stays(world, vpn, List.of(2L, 1L, 1L));
        controllers.roll(gateway, "a");
        World.eventually().until(() -> generations(world, vpn).equals(List.of(2L, 2L, 1L)));
        stays(world, vpn, List.of(2L, 2L, 1L));
        controllers.roll(gateway, "b");
        World.eventually().until(() -> generations(world, vpn).equals(List.of(2L, 2L, 2L)));
        controllers.roll(gateway, "c");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        assertThat(world.admin()
                        .policy()
                        .v1beta1()
                        .podDisruptionBudget()
                        .inNamespace(vpn)
                        .list()
                        .getItems())
                .as("a node that is drained takes one of them at a time")
                .singleElement()
                .satisfies(budget -> {
                    assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
                    assertThat(world.admin()
                                    .pods()
                                    .inNamespace(vpn)
                                    .withLabelSelector(budget.getSpec().getSelector())
                                    .list()
                                    .getItems())
                            .hasSize(3);
                });
    }

    /** For longer than the operator needs for a pass. */
    private static void stays(World world, String namespace, List<Long> generations) {
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> generations(world, namespace).equals(generations));
    }

    private static List<Long> generations(World world, String namespace) {
        return world.admin().apps().statefulSets().inNamespace(namespace).list().getItems().stream()
                .map(set -> set.getMetadata().getGeneration())
                .toList();
    }

    private static void secret(World world, String namespace, String key) {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("mullvad")
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(Map.of("WIREGUARD_PRIVATE_KEY", key, "WIREGUARD_ADDRESSES", "10.64.0.2/32"))
                .build();
        world.admin().resource(secret).createOr(existing -> existing.update());
    }
}
