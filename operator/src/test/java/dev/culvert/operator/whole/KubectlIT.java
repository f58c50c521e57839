package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.Kubectl;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people see who have kubectl and nothing else, in each state that there is; and what their own kubectl apply does. */
@ExtendWith(ApiServerTests.class)
class KubectlIT {
    private static final String OF_DOWNLOADS = """
            gateway: {name: downloads}
            workload: {kind: Deployment, name: app}
            """;

    @Test
    @Proves("U6")
    void showsThatAllIsWell(World world) {
        var scene = new Scene(world);
        VpnGateway gateway = scene.gateway();
        HasMetadata workload = scene.workload();
        VpnClient client = scene.client(OF_DOWNLOADS);
        world.exitPod(gateway, "sweden");
        world.until(client, "Attached", "True");
        world.podOf(workload, "app-0", "10.244.0.7");
        World.eventually().untilAsserted(() -> {
            assertThat(scene.row("vpngateway", "downloads"))
                    .containsSubsequence("True", "overlay", "1/1", "203.0.113.7", "1", "0", "AllExitsHealthy");
            assertThat(scene.row("vpnclient", "app"))
                    .containsSubsequence(
                            "True",
                            scene.namespace() + "/downloads",
                            "Deployment/app",
                            "1/1",
                            "True",
                            "AllPodsAttached");
        });
        assertThat(scene.describe("vcl", "app"))
                .contains("Traffic leaves by the gateway's exits, and by nothing else", "app-0");
    }

    @Test
    @Proves("U6")
    void showsWhichExitIsDownAndWhy(World world) {
        var scene = new Scene(world);
        VpnGateway gateway = scene.gateway();
        VpnClient client = scene.clientOfWorkload();
        String agent = world.exitPod(gateway, "sweden");
        world.until(client, "Ready", "True");
        world.agents().say(agent, """
                {"ready":false,"engine":"up","detail":"no answer through the tunnel for 3 s"}
                """);
        world.until(client, "Ready", "False GatewayNotReady");
        assertThat(scene.row("vpngateway", "downloads")).containsSubsequence("False", "0/1", "NoExitHealthy");
        assertThat(scene.row("vpnclient", "app")).containsSubsequence("False", "GatewayNotReady");
        assertThat(scene.describe("vgw", "downloads"))
                .contains("sweden (no answer through the tunnel for 3 s)", "NoExitHealthy");
        assertThat(scene.describe("vcl", "app")).contains("until then nothing leaves");
    }

    @Test
    @Proves("U6")
    void showsThatTheGatewayIsMissing(World world) {
        var scene = new Scene(world);
        VpnClient client = scene.clientOfWorkload();
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(scene.row("vpnclient", "app")).containsSubsequence("False", "0/0", "GatewayNotFound");
        assertThat(scene.describe("vcl", "app")).contains("spec.gateway", scene.namespace() + "/downloads");
    }

    @Test
    @Proves("U6")
    void showsThatTheSecretIsMissing(World world) {
        var scene = new Scene(world);
        VpnGateway gateway = world.declare(scene.namespace(), "downloads", World.overlay(world.vni(), "sweden"));
        world.until(gateway, "Ready", "False SecretNotFound");
        assertThat(scene.row("vpngateway", "downloads")).containsSubsequence("False", "0/1", "SecretNotFound");
        assertThat(scene.describe("vgw", "downloads"))
                .contains("spec.exits[0].wireguard.secretRef.name: there is no Secret " + scene.namespace()
                        + "/wg-sweden; create it");
    }

    @Test
    @Proves({"U6", "R12"})
    void showsThatTheNamespaceIsRefused(World world) {
        var scene = new Scene(world);
        scene.gateway();
        String other = world.namespace();
        world.create(other, World.workload("Deployment", "app"));
        VpnClient client = world.client(other, "app", """
                gateway: {name: downloads, namespace: %s}
                workload: {kind: Deployment, name: app}
                """.formatted(scene.namespace()));
        world.until(client, "Attached", "False NamespaceNotAllowed");
        assertThat(new Scene(world, other).row("vpnclient", "app")).containsSubsequence("False", "NamespaceNotAllowed");
        assertThat(new Scene(world, other).describe("vcl", "app")).contains("spec.clients.namespaces", other);
    }

    @Test
    @Proves("U6")
    void showsWhoIsUnprotected(World world) {
        var scene = new Scene(world);
        VpnGateway gateway = scene.gateway();
        world.exitPod(gateway, "sweden");
        HasMetadata workload = scene.workload();
        world.podOf(workload, "old", "10.244.0.8");
        VpnClient client = scene.client(OF_DOWNLOADS);
        world.until(client, "KillSwitch", "False PodsWithoutLock");
        world.until(gateway, "KillSwitch", "False PodsWithoutLock");
        World.eventually()
                .untilAsserted(() -> assertThat(scene.row("vpngateway", "downloads"))
                        .containsSubsequence("True", "1/1", "203.0.113.7", "0", "1"));
        assertThat(scene.row("vpnclient", "app")).containsSubsequence("False", "0/1", "False", "RollingOut");
        assertThat(scene.describe("vcl", "app"))
                .contains("1 of 1 pods run without a lock of their own", "roll the workload out", "old");
        assertThat(scene.describe("vgw", "downloads")).contains("see the VpnClients");
    }

    /** Two owners' tools: kubectl apply, which keeps its last words in an annotation, and server-side apply under another name. */
    @Test
    @Proves("R5")
    void oursStaysWhatItIsWhenTheOwnerAppliesAgain(World world) {
        var scene = new Scene(world);
        scene.gateway();
        String file = World.workload("Deployment", "app");
        scene.kubectl(file, "apply", "-f", "-");
        VpnClient client = scene.client(OF_DOWNLOADS);
        world.until(client, "Attached", "True");
        HasMetadata workload = world.admin()
                .apps()
                .deployments()
                .inNamespace(scene.namespace())
                .withName("app")
                .require();
        String template = template(world, workload);

        scene.kubectl(file, "apply", "-f", "-");
        assertThat(template(world, workload)).isEqualTo(template);
        scene.kubectl(file, "apply", "--server-side", "--force-conflicts", "--field-manager=flux", "-f", "-");
        assertThat(inits(world, workload)).containsExactly("culvert", "chown");
        assertThat(template(world, workload)).isEqualTo(template);

        String newer =
                file.replace("image: app", "image: app:2").replace("restartPolicy: Always", "dnsPolicy: Default");
        scene.kubectl(newer, "apply", "-f", "-");
        scene.kubectl(newer, "apply", "--server-side", "--force-conflicts", "--field-manager=flux", "-f", "-");
        scene.kubectl(newer, "apply", "-f", "-");
        world.until(client, "Attached", "True");
        assertThat(inits(world, workload)).containsExactly("culvert", "chown");
        // Kubernetes 1.20 counts up the generation at a server-side apply that changes nothing; it is the template that
        // rolls out.
        assertThat(template(world, workload))
                .as("the owner's own change alone")
                .isEqualTo(template.replace("image: \"app\"", "image: \"app:2\"")
                        .replace("dnsPolicy: \"ClusterFirst\"", "dnsPolicy: \"Default\""));
    }

    private static String template(World world, HasMetadata workload) {
        return world.admin().getKubernetesSerialization().asYaml(Workloads.template(world.now(workload)));
    }

    private static List<String> inits(World world, HasMetadata workload) {
        return Workloads.template(world.now(workload)).getSpec().getInitContainers().stream()
                .map(Container::getName)
                .toList();
    }

    /** A namespace with a gateway and a client, as a person sees it. */
    private record Scene(World world, String namespace) {
        private Scene(World world) {
            this(world, world.namespace());
        }

        private VpnGateway gateway() {
            return world.gateway(namespace, "downloads", "sweden");
        }

        private HasMetadata workload() {
            return world.create(namespace, World.workload("Deployment", "app"));
        }

        private VpnClient client(String spec) {
            return world.client(namespace, "app", spec);
        }

        private VpnClient clientOfWorkload() {
            workload();
            return client(OF_DOWNLOADS);
        }

        private String kubectl(String input, String... arguments) {
            var all = new java.util.ArrayList<>(List.of("-n", namespace));
            all.addAll(List.of(arguments));
            return new Kubectl(world.server()).with(input, all.toArray(String[]::new));
        }

        /** The cells of one line of {@code kubectl get vgw,vcl}. */
        private List<String> row(String kind, String name) {
            String table = kubectl("", "get", "vgw,vcl");
            return table.lines()
                    .filter(line -> line.startsWith(kind + ".culvert.dev/" + name + " "))
                    .map(line -> List.of(line.strip().split("\\s+", -1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(table));
        }

        private String describe(String kind, String name) {
            return kubectl("", "describe", kind, name).replaceAll("\\s+", " ");
        }
    }
}
