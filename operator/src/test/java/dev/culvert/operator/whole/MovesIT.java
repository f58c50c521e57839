package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gateways in one cluster whose clients come and go. */
@ExtendWith(ApiServerTests.class)
class MovesIT {
    private static final String CLIENT = """
            gateway: {name: %s}
            workload: {kind: Deployment, name: %s}
            """;

    @Test
    @Proves({"E6", "E8"})
    void eachClientIsItsOwnGatewaysUntilItMovesByOneRollout(World world) {
        String media = world.namespace();
        VpnGateway first = world.gateway(media, "first", "sweden");
        VpnGateway second = world.gateway(media, "second", "swiss");
        String sweden = world.exitPod(first, "sweden");
        String swiss = world.exitPod(second, "swiss");
        HasMetadata stays = world.create(media, World.workload("Deployment", "stays"));
        HasMetadata moves = world.create(media, World.workload("Deployment", "moves"));
        VpnClient ofSecond = world.client(media, "stays", CLIENT.formatted("second", "stays"));
        VpnClient client = world.client(media, "moves", CLIENT.formatted("first", "moves"));
        world.until(client, "Ready", "True");
        world.until(ofSecond, "Ready", "True");
        world.podOf(stays, "stays-0", "10.244.0.8");
        world.podOf(moves, "moves-0", "10.244.0.7");
        World.eventually().untilAsserted(() -> {
            assertThat(world.settings(media, "first-sweden-settings"))
                    .contains("10.244.0.7")
                    .doesNotContain("10.244.0.8");
            assertThat(world.settings(media, "second-swiss-settings"))
                    .contains("10.244.0.8")
                    .doesNotContain("10.244.0.7");
            assertThat(world.settings(media, "culvert-moves")).contains(sweden).doesNotContain(swiss);
            assertThat(world.settings(media, "culvert-stays")).contains(swiss).doesNotContain(sweden);
        });
        assertThat(network(world, first)).isNotEqualTo(network(world, second));
        assertThat(via(world, moves)).isEqualTo("first");
        assertThat(policies(world, media, "moves")).contains("first").doesNotContain("second");
        assertThat(generation(world, moves)).isEqualTo(2);
        long other = generation(world, stays);

        world.admin()
                .resource(client)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"gateway\":{\"name\":\"second\"}}}");
        world.until(client, "Attached", "False RollingOut");
        assertThat(generation(world, moves)).as("one rollout").isEqualTo(3);
        assertThat(via(world, moves)).isEqualTo("second");
        assertThat(policies(world, media, "moves")).contains("second").doesNotContain("first");
        assertThat(world.settings(media, "culvert-moves")).contains(swiss).doesNotContain(sweden);

        world.admin()
                .pods()
                .inNamespace(media)
                .withName("moves-0")
                .withGracePeriod(0)
                .delete();
        world.podOf(moves, "moves-1", "10.244.0.9");
        world.until(client, "Ready", "True");
        World.eventually().untilAsserted(() -> {
            assertThat(world.settings(media, "second-swiss-settings")).contains("10.244.0.8", "10.244.0.9");
            assertThat(world.settings(media, "first-sweden-settings")).doesNotContain("10.244.0.7");
            assertThat(world.now(first).getStatus().clients()).isZero();
            assertThat(world.now(second).getStatus().clients()).isEqualTo(2);
        });
        assertThat(generation(world, moves)).as("still the one rollout").isEqualTo(3);
        assertThat(generation(world, stays)).as("nobody else's affair").isEqualTo(other);
    }

    @Test
    void aPodThatLosesTheClientsLabelsIsNoClientAnyMore(World world) {
        String media = world.namespace();
        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        world.exitPod(gateway, "sweden");
        world.until(gateway, "Ready", "True");
        VpnClient client = world.client(media, "loner", "gateway: {name: downloads}\npodSelector: {app: loner}\n");
        // From here on nothing wakes the client but its pod.
        world.until(client, "Ready", "True");
        HasMetadata pod = world.create(media, """
                apiVersion: v1
                kind: Pod
                metadata: {name: loner, labels: {app: loner}}
                spec: {containers: [{name: app, image: app}]}
                """);
        world.until(client, "Attached", "False RollingOut");
        World.eventually()
                .untilAsserted(
                        () -> assertThat(world.now(client).getStatus().pods()).hasSize(1));

        world.admin()
                .resource(pod)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"app\":\"hermit\"}}}");
        World.eventually()
                .untilAsserted(
                        () -> assertThat(world.now(client).getStatus().pods()).isEmpty());
    }

    private static String network(World world, VpnGateway gateway) {
        return String.valueOf(world.now(gateway).getSpec().routing().overlay());
    }

    private static String via(World world, HasMetadata workload) {
        return String.valueOf(Workloads.template(world.now(workload))
                .getMetadata()
                .getLabels()
                .get(Labels.VIA));
    }

    private static String policies(World world, String namespace, String client) {
        return world
                .admin()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withLabel(Labels.CLIENT, client)
                .list()
                .getItems()
                .stream()
                .map(policy -> policy.getSpec().getEgress().toString())
                .collect(Collectors.joining());
    }

    private static long generation(World world, HasMetadata workload) {
        return world.now(workload).getMetadata().getGeneration();
    }
}
