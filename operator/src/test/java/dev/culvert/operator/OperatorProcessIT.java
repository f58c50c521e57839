package dev.culvert.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServer;
import dev.culvert.operator.server.InstalledRights;
import dev.culvert.operator.server.OperatorProcess;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator as a program with exactly the rights that are installed, on an API server of its own. */
class OperatorProcessIT {
    private static final String USER = "operator";

    @SuppressWarnings("NullAway.Init")
    private static ApiServer server;

    @SuppressWarnings("NullAway.Init")
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        server = ApiServer.start();
        server.addUser(USER);
        InstalledRights.give(server.admin(), USER);
        world = World.withoutOperator(server);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    @Proves("R13")
    void isQuietWhenNothingChangesAndWorksAgainAfterTheApiServersRestart() throws Exception {
        String media = world.namespace();
        try (var _ = operator("--leader-election")) {
            VpnGateway gateway = world.gateway(media, "downloads", "sweden");
            world.exitPod(gateway, "sweden");
            world.until(client(media, "one"), "Ready", "True");
            quiet();
            server.restart();
            world.until(client(media, "two"), "Ready", "True");
            quiet();
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
                    return server.audit().since(size, request -> request.user().equals(USER)).stream()
                            .allMatch(request -> request.verb().equals("watch")
                                    || request.resource().equals("leases"));
                });
    }

    @Test
    void anotherTakesOverWhenTheLeaderIsKilled() {
        String media = world.namespace();
        try (var leader = operator("--leader-election")) {
            world.gateway(media, "downloads", "sweden");
            VpnClient one = client(media, "one");
            world.until(one, "Attached", "True");
            String first = holder();
            try (var second = operator("--leader-election")) {
                World.eventually().until(() -> second.log().contains("New leader"));
                assertThat(holder()).as("one leads").isEqualTo(first);
                leader.kill();
                VpnClient two = client(media, "two");
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
            clients.add(client(media, "app-" + number));
        }
        long writes = 0;
        for (int kill = 0; kill < 6; kill++) {
            int size = server.audit().size();
            try (var operator = operator()) {
                // Killed at some write of its own: whichever it happens to be at then.
                int at = 1 + random.nextInt(25);
                World.eventually().until(() -> !operator.isAlive() || writes(size) >= at || attached(clients));
                operator.kill();
            }
            writes += writes(size);
        }
        assertThat(writes).as("it was killed amid its work").isPositive();
        try (var _ = operator()) {
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

    private static long writes(int since) {
        return server.audit()
                .since(since, request -> request.user().equals(USER) && request.writes() && request.code() < 300)
                .size();
    }

    private static boolean attached(List<VpnClient> clients) {
        return clients.stream()
                .allMatch(client -> world.condition(client, "Attached").startsWith("Attached=True"));
    }

    private static VpnClient client(String namespace, String name) {
        world.create(namespace, World.workload("Deployment", name));
        return world.client(namespace, name, """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: %s}
                """.formatted(name));
    }

    private static OperatorProcess operator(String... options) {
        return new OperatorProcess(server, USER, world.agents().port(), List.of(options), List.of());
    }
}
