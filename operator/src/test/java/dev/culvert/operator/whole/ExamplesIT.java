package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.report.Why;
import dev.culvert.operator.server.Controllers;
import dev.culvert.operator.server.Kubectl;
import dev.culvert.operator.server.OptionalApi;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of examples/, applied as its reader would apply it, while the operator runs; then deleted the same way. */
class ExamplesIT {
    private static final Path FOLDER = Path.of("../examples");
    private static final String NAMES = "names-rfc2136.yaml";

    @AutoClose
    private static final World world = World.alone();

    @BeforeAll
    static void start() {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("cluster-facts.yaml") && !file.equals(NAMES))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    @Proves("U2")
    void comesToBeReady(String file) {
        var kubectl = new Kubectl(world.server());
        String path = FOLDER.resolve(file).toString();
        assertThat(kubectl.run("apply", "-f", path)).contains("vpngateway.culvert.dev/", "vpnclient.culvert.dev/");
        var controllers = new Controllers(world);
        VpnGateway gateway = only(world.admin()
                .resources(VpnGateway.class)
                .inAnyNamespace()
                .list()
                .getItems());
        VpnClient client = only(
                world.admin().resources(VpnClient.class).inAnyNamespace().list().getItems());
        if (gateway.getSpec().routing().sidecar() == null) {
            controllers.runPods(gateway);
        }
        world.until(gateway, "Ready", "True");
        world.until(client, "Attached", "True");
        HasMetadata workload = only(workloads(client.getMetadata().getNamespace()));
        if (gateway.getSpec().routing().sidecar() == null) {
            world.podOf(workload, "downloader-0", "10.244.0.7");
        } else {
            world.sidecarPod(workload, "downloader-0");
        }
        world.until(gateway, "Ready", "True " + measured(gateway));
        World.eventually()
                .until(() -> "1/1".equals(world.now(client).getStatus().attached()));
        world.until(client, "Ready", "True");
        world.until(client, "KillSwitch", "True");
        long rolledOut = world.now(workload).getMetadata().getGeneration();
        kubectl.run("apply", "-f", path);
        world.until(client, "Ready", "True");
        assertThat(world.now(workload).getMetadata().getGeneration())
                .as("applied again, nothing is another")
                .isEqualTo(rolledOut);
    }

    /** Nobody here measures a tunnel that is somebody else's. */
    private static Why measured(VpnGateway gateway) {
        List<Exit> exits = gateway.getSpec().exits();
        long external = exits.stream()
                .filter(exit -> exit.engine() instanceof Exit.External)
                .count();
        return external == 0 ? Why.AllExitsHealthy : external < exits.size() ? Why.ExitsHealthy : Why.NotWatched;
    }

    /** It has no client, and its name server cannot be reached from here: NamesIT has one of its kind with a real BIND. */
    @Test
    @Proves("U2")
    void theExampleOfNamesIsTaken() {
        var kubectl = new Kubectl(world.server());
        kubectl.run("create", "namespace", "vpn");
        kubectl.run("create", "namespace", "media");
        assertThat(kubectl.run(
                        "apply", "--dry-run=server", "-f", FOLDER.resolve(NAMES).toString()))
                .contains("vpngateway.culvert.dev/published created");
    }

    @AfterEach
    void clear() {
        var controllers = new Controllers(world);
        new Kubectl(world.server()).run("delete", "--wait=false", "--all", "vgw,vcl", "-A");
        new Kubectl(world.server()).run("delete", "--wait=false", "namespace", "vpn", "media");
        for (String namespace : List.of("vpn", "media")) {
            World.eventually().until(() -> {
                controllers.empty(namespace);
                return controllers.all(namespace).isEmpty();
            });
            controllers.finish(namespace);
            World.eventually()
                    .until(() -> world.admin().namespaces().withName(namespace).get() == null);
        }
    }

    private static List<? extends HasMetadata> workloads(String namespace) {
        return Stream.<HasMetadata>concat(
                        world.admin().apps().deployments().inNamespace(namespace).list().getItems().stream(),
                        world.admin().apps().statefulSets().inNamespace(namespace).list().getItems().stream())
                .filter(workload -> workload.getMetadata().getName().equals("downloader"))
                .toList();
    }

    private static <T> T only(List<? extends T> list) {
        assertThat(list).hasSize(1);
        return list.getFirst();
    }
}
