package dev.culvert.operator.announce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.manifest.api.Announcement;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnClientStatus.PortStatus;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.announce.to.Applications;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From what an exit's agent says its provider forwards, by the operator, to whoever is to know. */
@ExtendWith(ApiServerTests.class)
class AnnounceIT {
    @Test
    @Proves("I9")
    void aPortThatTheProviderChangesIsShownAndTold(World world) throws IOException {
        String vpn = world.namespace();
        VpnGateway gateway = gateway(world, vpn, "from: provider");
        String swiss = world.exitPod(gateway, "swiss");
        world.admin()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("ports")
                        .withNamespace(vpn)
                        .endMetadata()
                        .withData(Map.of("mine", "untouched"))
                        .build())
                .create();
        VpnClient client = client(world, vpn, """
                announce:
                - {port: torrent, configMap: {name: ports, key: torrent}}
                - {port: torrent, configMap: {name: new-one, key: port}}
                - {port: torrent, annotation: {key: example.org/port}}
                """);
        world.until(client, "PortsAnnounced", "False NoPortGiven");

        say(world, swiss, 40_001);
        untilEverybodyKnows(world, vpn, "40001");
        world.until(client, "PortsAnnounced", "True Told");
        assertThat(ports(world, client))
                .containsExactly(new PortStatus("torrent", "swiss", "203.0.113.7", 40_001, 40_001));
        assertThat(Objects.requireNonNull(world.gateway(vpn, "downloads").getStatus())
                        .exits()
                        .getFirst()
                        .forwardedPort())
                .isEqualTo(40_001);

        say(world, swiss, 40_002);
        untilEverybodyKnows(world, vpn, "40002");
        assertThat(data(world, vpn, "ports")).containsEntry("mine", "untouched");

        say(world, swiss, 0);
        world.until(client, "PortsAnnounced", "False NoPortGiven");
        assertThat(data(world, vpn, "ports")).as("what was told stays").containsEntry("torrent", "40002");

        say(world, swiss, 40_002);
        world.until(client, "PortsAnnounced", "True Told");
        world.admin().resource(client).delete();
        assertThat(data(world, vpn, "ports")).as("after the client").containsEntry("torrent", "40002");
    }

    /** The agent that knows it is in the client's pod. */
    @Test
    @Proves("I9")
    void aSidecarsPortIsShownAndTold(World world) {
        String vpn = world.namespace();
        secret(world, vpn, "proton", Map.of("OPENVPN_USER", "nobody"));
        VpnGateway gateway = world.declare(vpn, "downloads", """
                exits: [{name: swiss, gluetun: {provider: protonvpn, secretRef: {name: proton}}}]
                routing: {sidecar: {}}
                ports: [{name: torrent, from: provider}]
                """);
        HasMetadata workload = world.create(vpn, World.workload("StatefulSet", "app"));
        VpnClient client = world.client(vpn, "app", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: app}
                ports: [torrent]
                announce:
                - {port: torrent, configMap: {name: ports, key: torrent}}
                - {port: torrent, configMap: {name: new-one, key: port}}
                - {port: torrent, annotation: {key: example.org/port}}
                """);
        world.until(client, "Attached", "True");
        String agent = world.sidecarPod(workload, "app-0");
        world.until(gateway, "Ready", "True AllExitsHealthy");
        world.until(client, "PortsAnnounced", "False NoPortGiven");

        say(world, agent, 40_001);
        untilEverybodyKnows(world, vpn, "40001");
        world.until(client, "PortsAnnounced", "True Told");
        assertThat(ports(world, client))
                .containsExactly(new PortStatus("torrent", "swiss", "203.0.113.7", 40_001, 40_001));
        say(world, agent, 40_002);
        untilEverybodyKnows(world, vpn, "40002");
    }

    @Test
    @Proves({"I9", "R11"})
    void anApplicationIsToldAndWhoFailsIsToldLater(World world) throws IOException {
        String vpn = world.namespace();
        VpnGateway gateway = gateway(world, vpn, "from: provider");
        String swiss = world.exitPod(gateway, "swiss");
        say(world, swiss, 40_011);
        AtomicInteger status = new AtomicInteger(503);
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpServer hook = hook(status, heard);
        try (var transmission = new Applications(Announcement.Program.transmission)) {
            VpnClient client = client(world, vpn, """
                    announce:
                    - port: torrent
                      transmission: {url: "%s", secretRef: {name: login}}
                    - port: torrent
                      http: {url: "http://127.0.0.1:%d/hook", secretRef: {name: token}}
                    """.formatted(
                            transmission.url(), hook.getAddress().getPort()));
            world.until(client, "PortsAnnounced", "False NotTold");
            assertThat(world.condition(client, "PortsAnnounced")).contains("there is no Secret");
            secret(world, vpn, "login", Map.of("username", Applications.USER, "password", transmission.password()));
            secret(world, vpn, "token", Map.of("authorization", "Bearer nobody-may-see-this"));
            World.eventually()
                    .until(() -> world.condition(client, "PortsAnnounced").contains("answers with status 503"));
            assertThat(heard).isEmpty();

            status.set(204);
            world.until(client, "PortsAnnounced", "True Told");
            assertThat(heard)
                    .containsExactly(
                            "Bearer nobody-may-see-this {\"client\":\"%s/app\",\"port\":\"torrent\",\"number\":40011,\"exit\":\"swiss\",\"address\":\"203.0.113.7\"}"
                                    .formatted(vpn));
            assertThat(world.condition(client, "PortsAnnounced"))
                    .contains("transmission at " + transmission.url() + " knows port 40011 of exit swiss");

            // It is down while the port changes, and learns of it as soon as it is back.
            transmission.kill();
            say(world, swiss, 40_012);
            world.until(client, "PortsAnnounced", "False NotTold");
            transmission.start();
            world.until(client, "PortsAnnounced", "True Told");
            assertThat(world.condition(client, "PortsAnnounced")).contains("knows port 40012");
            assertThat(heard).hasSize(2);
            assertThat(world.now(client).toString())
                    .doesNotContain(transmission.password())
                    .doesNotContain("nobody-may-see-this");
        } finally {
            hook.stop(0);
        }
    }

    @Test
    void aFixedPortIsTheSameAtEveryExit(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = gateway(world, vpn, "port: 51413, target: 6881");
        world.exitPod(gateway, "swiss");
        VpnClient client = client(world, vpn, "");
        World.eventually()
                .until(() -> ports(world, client)
                        .equals(List.of(new PortStatus("torrent", "swiss", "203.0.113.7", 51_413, 6_881))));
        assertThat(world.condition(client, "PortsAnnounced"))
                .as("nobody is to be told")
                .isEmpty();
    }

    @Test
    @Proves("I9")
    void whoKeepsOneNumberIsToldByTheOlderClientAlone(World world) {
        String vpn = world.namespace();
        gateway(world, vpn, "port: 40001}, {name: web, port: 40002");
        VpnClient older = client(world, vpn, "announce: [{port: torrent, configMap: {name: ports, key: torrent}}]");
        world.until(older, "PortsAnnounced", "True Told");
        world.create(vpn, World.workload("StatefulSet", "later"));
        VpnClient later = world.client(vpn, "later", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: later}
                ports: [web]
                announce: [{port: web, configMap: {name: ports, key: torrent}}]
                """);
        world.until(later, "Invalid", "True RecipientTaken");
        world.until(later, "Attached", "True");
        assertThat(data(world, vpn, "ports")).containsEntry("torrent", "40001");

        world.admin().resource(older).delete();
        world.until(later, "PortsAnnounced", "True Told");
        assertThat(data(world, vpn, "ports")).containsEntry("torrent", "40002");
    }

    /** It would be written back, and overwritten, for ever; and nobody of ours can live by a number. */
    @Test
    @Proves("R1")
    void whatIsCulvertsOwnIsNotWrittenTo(World world) {
        String vpn = world.namespace();
        world.create(vpn, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kept, labels: {app.kubernetes.io/managed-by: culvert, culvert.dev/client: other}}
                data: {port: nobody's}
                """);
        gateway(world, vpn, "port: 40001");
        VpnClient client = client(world, vpn, "announce: [{port: torrent, configMap: {name: kept, key: port}}]");
        world.until(client, "PortsAnnounced", "False NotTold");
        assertThat(world.condition(client, "PortsAnnounced")).contains("is Culvert's own; name another one");
        assertThat(data(world, vpn, "kept")).containsEntry("port", "nobody's");
    }

    private static VpnGateway gateway(World world, String namespace, String port) {
        secret(world, namespace, "proton", Map.of("OPENVPN_USER", "nobody"));
        return world.declare(namespace, "downloads", """
                exits:
                - name: swiss
                  gluetun: {provider: protonvpn, secretRef: {name: proton}}
                routing: {overlay: {vxlanId: %d}}
                ports: [{name: torrent, %s}]
                """.formatted(world.vni(), port));
    }

    private static VpnClient client(World world, String namespace, String announce) {
        HasMetadata workload = world.create(namespace, World.workload("StatefulSet", "app"));
        VpnClient client = world.client(namespace, "app", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: app}
                ports: [torrent]
                """ + announce);
        world.until(client, "Attached", "True");
        world.podOf(workload, "app-0", "10.244.0.7");
        return client;
    }

    private static void say(World world, String agent, int port) {
        world.agents().say(agent, """
                {"ready":true,"engine":"engine says up","detail":"","publicAddress":"203.0.113.7","forwardedPort":%d}
                """.formatted(port));
    }

    private static void secret(World world, String namespace, String name, Map<String, String> data) {
        world.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(Map.of("culvert.dev/announce", "true"))
                        .endMetadata()
                        .withStringData(data)
                        .build())
                .create();
    }

    private static HttpServer hook(AtomicInteger status, List<String> heard) throws IOException {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            try (exchange) {
                String said = exchange.getRequestHeaders().getFirst("Authorization") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                if (status.get() == 204) {
                    heard.add(said);
                }
                exchange.sendResponseHeaders(status.get(), -1);
            }
        });
        hook.start();
        return hook;
    }

    private static void untilEverybodyKnows(World world, String namespace, String port) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> port.equals(data(world, namespace, "ports").get("torrent"))
                        && port.equals(data(world, namespace, "new-one").get("port"))
                        && port.equals(world.admin()
                                .pods()
                                .inNamespace(namespace)
                                .withName("app-0")
                                .require()
                                .getMetadata()
                                .getAnnotations()
                                .get("example.org/port")));
    }

    private static Map<String, String> data(World world, String namespace, String name) {
        var there =
                world.admin().configMaps().inNamespace(namespace).withName(name).get();
        return there == null ? Map.of() : there.getData();
    }

    private static List<PortStatus> ports(World world, VpnClient client) {
        var status = world.now(client).getStatus();
        return status == null ? List.of() : status.ports();
    }
}
