package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerTests.class)
class GatewayReconcilerIT {
    @Test
    void closesVpnOnlyPodsOfEachNamespaceThatItNames(World world) {
        String vpn = world.namespace();
        String media = world.namespace();
        String later = "later-" + vpn;
        world.secret(vpn, "wg-sweden");
        VpnGateway gateway = world.declare(
                vpn,
                "downloads",
                World.overlay(world.vni(), "sweden") + "clients: {namespaces: [%s, %s]}\n".formatted(media, later));
        World.eventually().untilAsserted(() -> {
            assertThat(vpnOnly(world, vpn)).isNotNull();
            assertThat(vpnOnly(world, media)).isNotNull();
        });
        world.namespace(later);
        World.eventually().untilAsserted(() -> assertThat(vpnOnly(world, later)).isNotNull());

        world.admin().resource(Objects.requireNonNull(vpnOnly(world, media))).delete();
        World.eventually().untilAsserted(() -> assertThat(vpnOnly(world, media)).isNotNull());
        world.admin().resource(gateway).delete();
        World.eventually().until(() -> world.admin().resource(gateway).get() == null);
        assertThat(vpnOnly(world, media)).as("the namespace's, and nobody's").isNotNull();
    }

    @Test
    void aGatewayForAllClosesPodsOfEveryNamespaceThatComes(World world) {
        String vpn = world.namespace();
        world.secret(vpn, "wg-sweden");
        VpnGateway gateway = world.declare(
                vpn, "downloads", World.overlay(world.vni(), "sweden") + "clients: {namespaces: ['*']}\n");
        String later = world.namespace();
        for (String namespace : List.of(vpn, "default", later)) {
            World.eventually()
                    .untilAsserted(() -> assertThat(vpnOnly(world, namespace)).isNotNull());
        }
        world.admin().resource(gateway).delete();
        World.eventually().until(() -> world.admin().resource(gateway).get() == null);
    }

    private static @Nullable NetworkPolicy vpnOnly(World world, String namespace) {
        return world.admin()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withName("culvert-vpn-only")
                .get();
    }

    @Test
    @Proves("R11")
    void aTokenThatIsDeletedIsMadeAnew(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.exitPod(gateway, "sweden");
        world.until(gateway, "Ready", "True");
        var token = world.admin().secrets().inNamespace(vpn).withName("downloads-status");
        String first = token.require().getMetadata().getUid();
        token.delete();
        World.eventually()
                .untilAsserted(() -> assertThat(token.get())
                        .isNotNull()
                        .extracting(secret -> secret.getMetadata().getUid())
                        .isNotEqualTo(first));
    }

    @Test
    void becomesPodsAndSaysHowTheyAre(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden", "swiss");
        world.until(gateway, "Ready", "False NoExitHealthy");
        assertThat(world.admin().apps().statefulSets().inNamespace(vpn).list().getItems())
                .extracting(set -> set.getMetadata().getName())
                .containsExactlyInAnyOrder("downloads-sweden", "downloads-swiss");

        String sweden = world.exitPod(gateway, "sweden");
        world.until(gateway, "Ready", "True ExitsHealthy 1 of 2");
        world.until(gateway, "Degraded", "True ExitsDown");
        world.exitPod(gateway, "swiss");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        World.eventually()
                .until(() -> "203.0.113.7"
                        .equals(world.gateway(vpn, "downloads").getStatus().addresses()));
        assertThat(world.gateway(vpn, "downloads").getStatus().exitsHealthy()).isEqualTo("2/2");

        world.agents().say(sweden, """
                {"ready":false,"engine":"up","detail":"no answer through the tunnel for 3 s"}
                """);
        world.until(gateway, "Degraded", "True ExitsDown");
        assertThat(world.condition(gateway, "Degraded")).contains("no answer through the tunnel for 3 s");
        World.eventually()
                .until(() -> world.admin().v1().events().inNamespace(vpn).list().getItems().stream()
                        .map(Event::getReason)
                        .toList()
                        .containsAll(List.of("NoExitHealthy", "ExitsHealthy", "AllExitsHealthy", "ExitsDown")));
    }

    /** Whose pod management was the default; that cannot be changed. */
    @Test
    void aStatefulSetOfAnEarlierVersionIsUsedAsItWasMade(World world) {
        String vpn = world.namespace();
        var set = world.admin().apps().statefulSets().inNamespace(vpn).withName("downloads-sweden");
        world.create(vpn, """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: downloads-sweden
                  labels: {app.kubernetes.io/managed-by: culvert, culvert.dev/gateway: downloads}
                spec:
                  serviceName: downloads-gateway
                  selector:
                    matchLabels:
                      app.kubernetes.io/managed-by: culvert
                      culvert.dev/gateway: downloads
                      culvert.dev/exit: sweden
                  template:
                    metadata:
                      labels:
                        app.kubernetes.io/managed-by: culvert
                        culvert.dev/gateway: downloads
                        culvert.dev/exit: sweden
                    spec: {containers: [{name: former, image: former}]}
                """);
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.until(gateway, "Ready", "False NoExitHealthy");
        assertThat(set.require().getMetadata().getOwnerReferences()).isNotEmpty();
        assertThat(set.require().getSpec().getPodManagementPolicy()).isEqualTo("OrderedReady");

        World.eventually().until(() -> {
            StatefulSet there = set.get();
            if (there == null) {
                return false;
            }
            String policy = there.getSpec().getPodManagementPolicy();
            if (policy.equals("OrderedReady")) {
                // Again, if the operator was just about to write.
                set.delete();
            }
            return policy.equals("Parallel");
        });
    }

    @Test
    void touchesPodsWhenTheirSettingsChange(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.exitPod(gateway, "sweden");
        World.eventually()
                .until(() -> world.admin()
                        .pods()
                        .inNamespace(vpn)
                        .withName("downloads-sweden-0")
                        .require()
                        .getMetadata()
                        .toString()
                        .contains(Labels.SETTINGS));
    }
}
