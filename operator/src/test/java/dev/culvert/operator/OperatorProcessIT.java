package dev.culvert.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServer;
import dev.culvert.operator.server.Installed;
import dev.culvert.operator.server.ThreeExits;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The operator as a program with exactly the rights that are installed, on an API server of its own. */
class OperatorProcessIT {
    @AutoClose
    private static final Installed installed = new Installed();

    private static final ApiServer server = installed.server();
    private static final World world = installed.world();

    @Test
    @Proves({"R11", "R13", "U8"})
    void isQuietWhenNothingChangesAndWorksAgainAfterTheApiServersRestart() throws Exception {
        String media = world.namespace();
        try (var operator = installed.operator("--leader-election")) {
            VpnGateway gateway = world.gateway(media, "downloads", "sweden");
            world.exitPod(gateway, "sweden");
            world.until(world.deploymentClient(media, "one"), "Ready", "True");
            World.eventually()
                    .untilAsserted(() -> assertThat(operator.metrics())
                            .contains(
                                    "culvert_gateway_ready{gateway=\"" + media + "/downloads\"} 1.0",
                                    "culvert_exit_healthy{exit=\"sweden\",gateway=\"" + media + "/downloads\"} 1.0"));
            quiet();
            server.restart();
            world.until(world.deploymentClient(media, "two"), "Ready", "True");
            quiet();
            assertThat(keys(media))
                    .as("the tunnel's key, and the token by which the agent is asked")
                    .hasSize(2)
                    .noneMatch((operator.log() + operator.metrics())::contains);
        }
    }

    /** The last word of each value in that namespace's Secrets. */
    private static List<String> keys(String namespace) {
        return server.admin().secrets().inNamespace(namespace).list().getItems().stream()
                .flatMap(secret -> secret.getData().values().stream())
                .map(value -> new String(Base64.getDecoder().decode(value), UTF_8).strip())
                .map(text -> text.substring(text.lastIndexOf(' ') + 1))
                .toList();
    }

    /** What the last one heard of agents counts until this one has asked them. */
    @Test
    @Proves("R13")
    void anOperatorThatIsStartedAgainFindsSidecarsAsTheyWereAndWritesNothing() throws Exception {
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        VpnGateway gateway = world.declare(media, "downloads", """
                exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                routing: {sidecar: {}}
                """);
        HasMetadata workload = world.create(media, World.workload("StatefulSet", "app"));
        VpnClient client = world.client(media, "app", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: app}
                """);
        try (var _ = installed.operator()) {
            world.until(client, "Attached", "True");
            world.sidecarPod(workload, "app-0");
            world.until(gateway, "Ready", "True AllExitsHealthy");
            world.until(client, "Ready", "True");
            quiet();
        }
        int before = server.audit().size();
        try (var operator = installed.operator()) {
            World.eventually()
                    .untilAsserted(() -> assertThat(operator.metrics())
                            .contains("culvert_gateway_ready{gateway=\"" + media + "/downloads\"} 1.0"));
            quiet();
            assertThat(server.audit()
                            .since(
                                    before,
                                    request -> request.writes()
                                            && request.namespace().equals(media)))
                    .isEmpty();
        }
    }

    /** 10 seconds, within half a minute, without a request but watches and the lease's. */
    private static void quiet() {
        Awaitility.await("quiet")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(10))
                .until(() -> {
                    int size = server.audit().size();
                    new CountDownLatch(1).await(10, TimeUnit.SECONDS);
                    return server.audit().since(size, request -> request.user().equals(Installed.USER)).stream()
                            .allMatch(request -> request.verb().equals("watch")
                                    || request.resource().equals("leases"));
                });
    }

    @Test
    void anotherTakesOverWhenTheLeaderIsKilled() {
        String media = world.namespace();
        try (var leader = installed.operator("--leader-election")) {
            world.gateway(media, "downloads", "sweden");
            VpnClient one = world.deploymentClient(media, "one");
            world.until(one, "Attached", "True");
            String first = holder();
            try (var second = installed.operator("--leader-election")) {
                World.eventually().until(() -> second.log().contains("New leader"));
                assertThat(holder()).as("one leads").isEqualTo(first);
                World.eventually()
                        .untilAsserted(() -> assertThat(second.metrics())
                                .as("the other tells the same")
                                .contains("culvert_gateway_ready{gateway=\"" + media + "/downloads\"}"));
                leader.kill();
                VpnClient two = world.deploymentClient(media, "two");
                world.until(two, "Attached", "True");
                assertThat(holder()).isNotEqualTo(first);
                for (VpnClient client : List.of(one, two)) {
                    assertThat(server.admin()
                                    .apps()
                                    .deployments()
                                    .inNamespace(media)
                                    .withName(client.getMetadata().getName())
                                    .require()
                                    .getMetadata()
                                    .getGeneration())
                            .as("one rollout")
                            .isEqualTo(2);
                }
            }
        }
    }

    @Test
    void aLeaderThatIsToldToEndDoes() throws Exception {
        String media = world.namespace();
        try (var leader = installed.operator("--leader-election")) {
            world.gateway(media, "downloads", "sweden");
            world.until(world.deploymentClient(media, "one"), "Attached", "True");
            assertThat(leader.stop()).as("by SIGTERM").isEqualTo(143);
        }
    }

    @Test
    void aLeaderThatHasLostTheLeaseEnds() {
        String media = world.namespace();
        try (var leader = installed.operator("--leader-election")) {
            world.gateway(media, "downloads", "sweden");
            world.until(world.deploymentClient(media, "one"), "Attached", "True");
            // Each renewal of its own gives it back, unless that comes first.
            World.eventually().until(() -> {
                server.admin()
                        .leases()
                        .inNamespace("default")
                        .withName("culvert-operator")
                        .edit(lease -> new LeaseBuilder(lease)
                                .editSpec()
                                .withHolderIdentity("another")
                                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1))
                                .endSpec()
                                .build());
                return !leader.isAlive();
            });
            assertThat(leader.log()).contains("the lease is lost");
            server.admin()
                    .leases()
                    .inNamespace("default")
                    .withName("culvert-operator")
                    .delete();
        }
    }

    private static String holder() {
        return String.valueOf(server.admin()
                .leases()
                .inNamespace("default")
                .withName("culvert-operator")
                .require()
                .getSpec()
                .getHolderIdentity());
    }

    @Test
    void convergesWhenItIsKilledAgainAndAgain() throws Exception {
        String media = world.namespace();
        var random = new SplittableRandom(7);
        VpnGateway gateway = world.gateway(media, "downloads", "sweden", "swiss");
        List<VpnClient> clients = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            clients.add(world.deploymentClient(media, "app-" + number));
        }
        long writes = 0;
        for (int kill = 0; kill < 6; kill++) {
            int size = server.audit().size();
            try (var operator = installed.operator()) {
                // Killed at some write of its own: whichever it happens to be at then.
                int at = 1 + random.nextInt(25);
                World.eventually().until(() -> !operator.isAlive() || writes(size) >= at || attached(clients));
                operator.kill();
            }
            writes += writes(size);
        }
        assertThat(writes).as("it was killed amid its work").isPositive();
        try (var _ = installed.operator()) {
            for (VpnClient client : clients) {
                world.until(client, "Attached", "True");
            }
            world.until(gateway, "Ready", "False NoExitHealthy");
        }
        for (VpnClient client : clients) {
            var workload = server.admin()
                    .apps()
                    .deployments()
                    .inNamespace(media)
                    .withName(client.getMetadata().getName())
                    .require();
            assertThat(workload.getMetadata().getGeneration()).as("one rollout").isEqualTo(2);
            assertThat(workload.getSpec().getTemplate().getSpec().getInitContainers())
                    .extracting(container -> container.getName())
                    .containsExactly("culvert", "chown");
        }
        assertThat(server.admin()
                        .apps()
                        .statefulSets()
                        .inNamespace(media)
                        .list()
                        .getItems())
                .hasSize(2);
        assertThat(world.gateway(media, "downloads").getStatus().exits())
                .extracting(exit -> exit.name() + exit.id())
                .containsExactly("sweden1", "swiss2");
    }

    /** Killed while one exit's pod is being made anew, and again while the next one's is: the others keep theirs meanwhile. */
    @Test
    @Proves({"R11", "R13"})
    void theNextOneGoesOnWithARolloutWhereTheLastStopped() {
        var exits = new ThreeExits(world, world.namespace());
        try (var _ = installed.operator()) {
            exits.run();
            exits.change();
            exits.are(2, 1, 1);
        }
        try (var operator = installed.operator()) {
            World.eventually().until(operator::runs);
            exits.stay(2, 1, 1);
            exits.roll("a");
            exits.are(2, 2, 1);
        }
        try (var operator = installed.operator()) {
            World.eventually().until(operator::runs);
            exits.stay(2, 2, 1);
            exits.roll("b");
            exits.are(2, 2, 2);
            exits.roll("c");
            exits.isReady();
        }
    }

    private static long writes(int since) {
        return server.audit()
                .since(
                        since,
                        request -> request.user().equals(Installed.USER) && request.writes() && request.code() < 300)
                .size();
    }

    private static boolean attached(List<VpnClient> clients) {
        return clients.stream()
                .allMatch(client -> world.condition(client, "Attached").startsWith("Attached=True"));
    }
}
