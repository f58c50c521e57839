package dev.culvert.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.api.VpnGatewayStatus.ExitStatus;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.Kubectl;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of tunnels in clients' own pods. */
@ExtendWith(ApiServerTests.class)
class SidecarStatusIT {
    @Test
    @Proves("U6")
    void whatIsMeasuredInTheClientsPodIsShown(World world) {
        var scene = new Scene(world, world.namespace());
        VpnGateway gateway = scene.gateway();
        world.until(gateway, "Ready", "True NotInUse");
        scene.shows("True", "sidecar", "0/1", "0", "0", "NotInUse");
        VpnClient client = scene.client();
        HasMetadata workload = scene.workload();
        world.until(client, "Attached", "True");
        world.until(gateway, "Ready", "True NotInUse");

        String pod = world.sidecarPod(workload, "app-0");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        world.until(client, "Ready", "True");
        scene.shows("True", "sidecar", "1/1", "203.0.113.7", "1", "0", "AllExitsHealthy");
        assertThat(scene.exit())
                .returns(true, ExitStatus::healthy)
                .returns("probe", ExitStatus::witness)
                .returns(pod, ExitStatus::podAddress);

        world.agents().say(pod, """
                {"ready":false,"engine":"up","detail":"no answer through the tunnel for 3 s"}
                """);
        world.until(gateway, "Ready", "False NoExitHealthy");
        assertThat(world.condition(gateway, "Ready")).contains("sweden (no answer through the tunnel for 3 s)");
        world.until(client, "Ready", "False GatewayNotReady No exit");

        world.agents().stop(pod);
        world.until(gateway, "Ready", "Unknown NotMeasured");
        assertThat(world.condition(gateway, "Ready"))
                .contains("pod " + scene.namespace() + "/app-0", "does not answer at port 19317");
        world.until(client, "Ready", "False GatewayNotReady Nobody can tell");
        scene.shows("Unknown", "sidecar", "?/1", "1", "0", "NotMeasured");
        assertThat(scene.exit())
                .returns(false, ExitStatus::healthy)
                .returns(null, ExitStatus::witness)
                .returns(null, ExitStatus::publicAddress);

        world.admin()
                .pods()
                .inNamespace(scene.namespace())
                .withName("app-0")
                .withGracePeriod(0)
                .delete();
        world.until(gateway, "Ready", "True NotInUse");
        world.until(client, "Ready", "True");
    }

    @Test
    void theTokenIsInASecretOfTheClientsNamespaceAndIsMadeAnewWhenItIsGone(World world) {
        var scene = new Scene(world, world.namespace());
        VpnGateway gateway = scene.gateway();
        VpnClient client = scene.client();
        HasMetadata workload = scene.workload();
        world.until(client, "Attached", "True");
        Secret first = Objects.requireNonNull(scene.token());
        assertThat(first.getMetadata().getOwnerReferences())
                .singleElement()
                .returns(client.getMetadata().getUid(), owner -> owner.getUid());
        world.sidecarPod(workload, "app-0");
        world.until(gateway, "Ready", "True AllExitsHealthy");

        world.admin().resource(first).delete();
        World.eventually().until(() -> scene.token() != null);
        assertThat(Objects.requireNonNull(scene.token()).getData()).isNotEqualTo(first.getData());
        world.until(gateway, "Ready", "True AllExitsHealthy");
    }

    /** gluetun reads its environment once; our agent reads its file again by itself. */
    @ParameterizedTest
    @CsvSource({"'gluetun: {provider: mullvad, secretRef: {name: key}}', 3", "'wireguard: {secretRef: {name: key}}', 2"
    })
    @Proves("R11")
    void anotherSecretMakesPodsOfGluetunAnewAndOnce(String engine, long generation, World world) {
        String namespace = world.namespace();
        key(world, namespace, "before");
        world.declare(namespace, "downloads", "exits: [{name: swiss, " + engine + "}]\nrouting: {sidecar: {}}\n");
        HasMetadata workload = world.create(namespace, World.workload("StatefulSet", "app"));
        VpnClient client = world.client(namespace, "app", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: app}
                onDetach: AllowDirect
                """);
        world.until(client, "Attached", "True");
        assertThat(world.now(workload).getMetadata().getGeneration()).isEqualTo(2);

        key(world, namespace, "after");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .during(Duration.ofSeconds(20))
                .until(() -> world.now(workload).getMetadata().getGeneration() == generation);
        world.admin().resource(client).delete();
        World.eventually().until(() -> world.admin().resource(client).get() == null);
        assertThat(world.now(workload).toString()).doesNotContain("culvert.dev/secret");
    }

    private static void key(World world, String namespace, String key) {
        world.secret(namespace, "key", Map.of("wg.conf", key, "WIREGUARD_PRIVATE_KEY", key));
    }

    @Test
    void anAgentIsShownItsOwnClientsTokenAlone(World world) {
        var scene = new Scene(world, world.namespace());
        VpnGateway gateway = scene.gateway();
        VpnClient client = scene.client();
        HasMetadata workload = scene.workload();
        world.until(client, "Attached", "True");
        String pod = world.sidecarPod(workload, "app-0");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        String token = new String(
                Base64.getDecoder()
                        .decode(Objects.requireNonNull(scene.token()).getData().get("token")),
                UTF_8);
        assertThat(world.agents().shown(pod)).containsOnly("Bearer " + token);
        assertThat(world.now(gateway).toString() + world.now(client) + world.now(workload))
                .doesNotContain(token);
    }

    /** A gateway, its client and its workload in one namespace. */
    private record Scene(World world, String namespace) {
        VpnGateway gateway() {
            world.secret(namespace, "wg-sweden");
            return world.declare(namespace, "downloads", """
                    exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                    routing: {sidecar: {}}
                    """);
        }

        VpnClient client() {
            return world.client(namespace, "app", """
                    gateway: {name: downloads}
                    workload: {kind: StatefulSet, name: app}
                    """);
        }

        HasMetadata workload() {
            return world.create(namespace, World.workload("StatefulSet", "app"));
        }

        ExitStatus exit() {
            return Objects.requireNonNull(world.gateway(namespace, "downloads").getStatus())
                    .exits()
                    .getFirst();
        }

        @Nullable
        Secret token() {
            return world.admin()
                    .secrets()
                    .inNamespace(namespace)
                    .withName("culvert-app-status")
                    .get();
        }

        /** The cells of the gateway's line in {@code kubectl get vgw}. */
        void shows(String... cells) {
            World.eventually().untilAsserted(() -> {
                String table = new Kubectl(world.server()).run("-n", namespace, "get", "vgw", "--no-headers");
                assertThat(List.of(table.strip().split("\\s+", -1))).containsSubsequence(cells);
            });
        }
    }
}
