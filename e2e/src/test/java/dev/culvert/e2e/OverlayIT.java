package dev.culvert.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.process.Finished;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** A StatefulSet whose traffic leaves through two WireGuard exits by overlay routing, from installation to removal. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OverlayIT {
    private static final String APP = "app-0";
    private static final Set<String> EXITS = Set.of(Provider.address(1), Provider.address(2));

    private Cluster cluster;
    private Provider provider;
    private KubernetesClient api;

    @BeforeAll
    void install() {
        cluster = Cluster.up();
        provider = new Provider(2);
        api = cluster.api();
        Cluster.install();
        Cluster.apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: vpn}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: media}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: app, namespace: media}
                spec:
                  serviceName: app
                  replicas: 1
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                        - {name: app, image: "culvert/client:dev", imagePullPolicy: Never, command: [sleep, infinity]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: bystander, namespace: media}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - {name: app, image: "culvert/client:dev", imagePullPolicy: Never, command: [sleep, infinity]}
                """);
    }

    @AfterAll
    void uninstall() {
        provider.close();
        cluster.close();
    }

    @Test
    @Order(1)
    @Proves("E2")
    void aPodThatIsNoClientLeavesByTheNode() {
        await().untilAsserted(() -> assertThat(ask("bystander")).isEqualTo("192.168.60.2"));
    }

    @Test
    @Order(2)
    @Proves({"R2", "L1"})
    void aClientDeclaredBeforeItsGatewayIsClosed() {
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnClient
                metadata: {name: app, namespace: media}
                spec:
                  gateway: {name: downloads, namespace: vpn}
                  workload: {kind: StatefulSet, name: app}
                """);
        await().untilAsserted(() -> assertThat(condition(client(), "Ready")).startsWith("False"));
    }

    @Test
    @Order(3)
    @Proves({"E1", "E9", "U6"})
    void itsTrafficLeavesByTheExits() {
        for (int exit = 1; exit <= 2; exit++) {
            api.secrets()
                    .inNamespace("vpn")
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("wg-" + exit)
                            .endMetadata()
                            .withData(Map.of(
                                    "wg.conf",
                                    Base64.getEncoder()
                                            .encodeToString(provider.file(exit).getBytes(StandardCharsets.UTF_8))))
                            .build())
                    .create();
        }
        Cluster.apply("""
                apiVersion: culvert.dev/v1alpha1
                kind: VpnGateway
                metadata: {name: downloads, namespace: vpn}
                spec:
                  exits:
                    - {name: one, wireguard: {secretRef: {name: wg-1}}}
                    - {name: two, wireguard: {secretRef: {name: wg-2}}}
                  routing: {overlay: {}}
                  clients: {namespaces: [media]}
                  probe: [198.51.100.11, 198.51.100.1]
                  whoami: {server: 198.51.100.11, name: whoami.test}
                """);
        await().untilAsserted(() -> assertThat(condition(gateway(), "Ready")).startsWith("True"));
        await().untilAsserted(() -> assertThat(condition(client(), "Ready")).startsWith("True"));
        Set<String> seen = new HashSet<>();
        await().untilAsserted(() -> {
            seen.add(ask(APP));
            assertThat(seen).containsAll(EXITS);
        });
        assertThat(seen).isEqualTo(EXITS);

        String table = Cluster.kubectl("get", "vgw,vcl", "-A").out();
        assertThat(table).contains("2/2", Provider.address(1), Provider.address(2), "StatefulSet/app", "1/1");
    }

    @Test
    @Order(4)
    @Proves("E3")
    void theClusterIsReachedWithoutTheTunnel() {
        assertThat(Cluster.exec("media", APP, "app", "curl", "-sk", "-m5", "https://10.96.0.1/version"))
                .as("the API server, by its Service")
                .matches(answer -> answer.out().contains("gitVersion")
                        || answer.out().contains("Unauthorized")
                        || answer.out().contains("Forbidden")
                        || answer.out().contains("forbidden"));
    }

    @Test
    @Order(5)
    @Proves({"L3", "F11"})
    void aGatewayPodThatIsDeletedComesBackAndNothingLeaksMeanwhile() {
        noLeakBy(() -> {
            String before = pod("vpn", "downloads-one-0").getMetadata().getUid();
            Cluster.kubectl(
                    "-n", "vpn", "delete", "pod", "downloads-one-0", "--force", "--grace-period=0", "--wait=false");
            await().untilAsserted(() -> assertThat(
                            pod("vpn", "downloads-one-0").getMetadata().getUid())
                    .isNotEqualTo(before));
            await().untilAsserted(() -> {
                Set<String> seen = new HashSet<>();
                for (int i = 0; i < 12; i++) {
                    seen.add(ask(APP));
                }
                assertThat(seen).isEqualTo(EXITS);
            });
        });
        assertThat(pod("media", APP).getStatus().getContainerStatuses())
                .allMatch(status -> status.getRestartCount() == 0);
    }

    @Test
    @Order(6)
    @Proves({"L8", "R13"})
    void withoutTheOperatorAllGoesOn() {
        noLeakBy(() -> {
            Cluster.kubectl("-n", "culvert-system", "delete", "pod", "--all", "--force", "--grace-period=0");
            assertThat(ask(APP)).isIn(EXITS);
            await().untilAsserted(
                            () -> assertThat(condition(gateway(), "Ready")).startsWith("True"));
        });
    }

    @Test
    @Order(7)
    @Proves({"L11", "L18", "L14"})
    void withoutItsGatewayTheClientStaysClosed() {
        noLeakBy(() -> {
            Cluster.kubectl("-n", "vpn", "delete", "vgw", "downloads", "--timeout=60s");
            await().untilAsserted(() -> assertThat(ask(APP)).isEmpty());
            Cluster.kubectl("-n", "media", "delete", "pod", APP, "--force", "--grace-period=0");
            await().untilAsserted(() ->
                    assertThat(pod("media", APP).getStatus().getPhase()).isNotNull());
            assertThat(ask(APP)).isEmpty();
        });
    }

    @Test
    @Order(8)
    @Proves({"R3"})
    void withoutTheVpnClientTheWorkloadSurvivesClosed() {
        noLeakBy(() -> {
            assertThat(Cluster.kubectl("-n", "media", "delete", "vcl", "app", "--timeout=60s")
                            .exitCode())
                    .isZero();
            assertThat(ask(APP)).isEmpty();
        });
    }

    /** The address that the remote saw, or nothing. */
    private static String ask(String pod) {
        Finished answer = Cluster.exec("media", pod, "app", "curl", "-s4", "-m3", "http://" + Provider.REMOTE + "/ip");
        return answer.out()
                .replaceFirst("(?s).*\"ip\"\\s*:\\s*\"([0-9.]+)\".*", "$1")
                .strip();
    }

    private void noLeakBy(Runnable deed) {
        long before = Provider.outside();
        deed.run();
        assertThat(Provider.outside() - before).as("packets outside tunnels").isZero();
        assertThat(provider.services().seen().counts("tcp", RemoteServices.WEB))
                .as("who came to the remote")
                .containsKey("192.168.60.2");
    }

    private VpnGateway gateway() {
        return api.resources(VpnGateway.class)
                .inNamespace("vpn")
                .withName("downloads")
                .get();
    }

    private VpnClient client() {
        return api.resources(VpnClient.class)
                .inNamespace("media")
                .withName("app")
                .get();
    }

    private Pod pod(String namespace, String name) {
        return api.pods().inNamespace(namespace).withName(name).require();
    }

    private static String condition(io.fabric8.kubernetes.client.CustomResource<?, ?> resource, String type) {
        var conditions = switch (resource.getStatus()) {
            case dev.culvert.manifest.api.VpnGatewayStatus gateway -> gateway.conditions();
            case dev.culvert.manifest.api.VpnClientStatus client -> client.conditions();
            case null, default -> List.<io.fabric8.kubernetes.api.model.Condition>of();
        };
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage())
                .findFirst()
                .orElse("none");
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions();
    }
}
