package dev.culvert.operator.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys and passwords stay where their owners put them; and what is told of a client is told once. */
@ExtendWith(ApiServerTests.class)
class SecretsIT {
    private static final Map<String, Map<String, String>> SECRETS = Map.of(
            "mullvad",
            Map.of("WIREGUARD_PRIVATE_KEY", "the-tunnels-own-key=", "WIREGUARD_ADDRESSES", "10.64.0.2/32"),
            "file",
            Map.of("wg.conf", "PrivateKey = the-key-in-a-file="),
            "provider",
            Map.of("token", "the-dns-providers-token"),
            "login",
            Map.of("username", "who-logs-in", "password", "with-which-password"));

    /** All kinds that the operator writes, or that somebody writes of what it made. */
    private static final List<ResourceDefinitionContext> KINDS = Stream.of(
                    "|v1|configmaps",
                    "|v1|events",
                    "|v1|pods",
                    "|v1|services",
                    "|v1|serviceaccounts",
                    "apps|v1|statefulsets",
                    "networking.k8s.io|v1|networkpolicies",
                    "policy|v1beta1|poddisruptionbudgets",
                    "culvert.dev|v1alpha1|vpngateways",
                    "culvert.dev|v1alpha1|vpnclients")
            .map(kind -> kind.split("\\|", -1))
            .map(kind -> new ResourceDefinitionContext.Builder()
                    .withGroup(kind[0])
                    .withVersion(kind[1])
                    .withPlural(kind[2])
                    .withNamespaced(true)
                    .build())
            .toList();

    @Test
    @Proves("R11")
    void noObjectButTheirOwnHoldsThem(World world) {
        String vpn = world.namespace();
        SECRETS.forEach((name, data) -> world.admin()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(vpn)
                        .withLabels(Map.of("culvert.dev/announce", "true"))
                        .endMetadata()
                        .withStringData(data)
                        .build())
                .create());
        VpnGateway gateway = world.declare(vpn, "downloads", """
                exits:
                - {name: a, gluetun: {version: v3.41.3, provider: mullvad, secretRef: {name: mullvad}, servers: {cities: [Oslo]}}}
                - {name: b, wireguard: {secretRef: {name: file}}}
                routing: {overlay: {vxlanId: %d}}
                ports: [{name: web, port: 8080}]
                dynamicDns: {names: [exits.example.org], cloudflare: {zone: example.org, secretRef: {name: provider}}}
                """.formatted(world.vni()));
        HasMetadata workload = world.create(vpn, World.workload("StatefulSet", "app"));
        VpnClient client = world.client(vpn, "app", """
                gateway: {name: downloads}
                workload: {kind: StatefulSet, name: app}
                ports: [web]
                announce: [{port: web, qbittorrent: {url: "http://127.0.0.1:1", secretRef: {name: login}}}]
                """);
        world.until(client, "Attached", "True");
        world.podOf(workload, "app-0", "10.244.0.7");
        world.exitPod(gateway, "a");
        world.exitPod(gateway, "b");
        world.until(gateway, "Ready", "True");
        world.until(client, "PortsAnnounced", "False NotTold");

        String all = KINDS.stream()
                .flatMap(kind ->
                        world.admin().genericKubernetesResources(kind).inNamespace(vpn).list().getItems().stream())
                .map(world.admin().getKubernetesSerialization()::asJson)
                .collect(Collectors.joining("\n"));
        assertThat(all).as("what is searched").contains("\"StatefulSet\"", "NotTold", "exits.example.org");
        assertThat(SECRETS.values().stream().flatMap(data -> data.values().stream()))
                .allSatisfy(value -> assertThat(all)
                        .doesNotContain(value, Base64.getEncoder().encodeToString(value.getBytes(UTF_8))));
    }

    @Test
    @Proves("U6")
    void whatBecomesOfAClientIsToldOnce(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.create(vpn, World.workload("Deployment", "app"));
        VpnClient client = world.client(vpn, "app", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: app}
                """);
        world.until(client, "Attached", "True");
        world.exitPod(gateway, "sweden");
        world.until(client, "Ready", "True");
        World.eventually()
                .untilAsserted(
                        () -> assertThat(events(world, client)).anyMatch(told -> told.startsWith("AllPodsAttached")));
        List<String> told = events(world, client);
        assertThat(told).doesNotHaveDuplicates();

        var policy =
                world.admin().network().v1().networkPolicies().inNamespace(vpn).withName("culvert-app-egress");
        for (int pass = 0; pass < 3; pass++) {
            String before = policy.require().getMetadata().getUid();
            policy.delete();
            World.eventually()
                    .until(() -> policy.get() != null
                            && !policy.require().getMetadata().getUid().equals(before));
        }
        assertThat(events(world, client)).as("after three more passes").isEqualTo(told);
    }

    private static List<String> events(World world, VpnClient client) {
        return world.admin().v1().events().inNamespace(client.getMetadata().getNamespace()).list().getItems().stream()
                .filter(event -> "VpnClient".equals(event.getInvolvedObject().getKind()))
                .map(event -> event.getReason() + " " + event.getMessage() + " " + event.getCount())
                .sorted()
                .toList();
    }
}
