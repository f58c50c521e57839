package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.operator.server.OptionalApi;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uplink routing, whose tunnel is somebody else's: what nodes are told to close, on an API server of its own. */
class UplinkDetachIT {
    private static final String NODES = "default";

    @AutoClose
    private final World world = World.alone();

    private String vpn = "";
    private String media = "";
    private String client = "";

    @BeforeEach
    void makeNamespaces() {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        vpn = world.namespace();
        media = world.namespace();
        client = """
                gateway: {name: office, namespace: %s}
                workload: {kind: StatefulSet, name: app}
                """.formatted(vpn);
    }

    @Test
    @Proves({"L18", "R3", "R12"})
    void nodesCloseAndOpenItsPods() {
        VpnGateway gateway = gateway();
        HasMetadata workload = world.create(media, World.workload("StatefulSet", "app"));
        world.nodePod(NODES);
        VpnClient app = world.client(media, "app", client);
        world.until(app, "Attached", "True");
        assertThat(told()).isEmpty();
        String settings = touched();

        world.admin().resource(app).delete();
        World.eventually().until(() -> world.admin().resource(app).get() == null);
        assertThat(told()).as("before it is gone").containsExactly(Map.entry(media + "/app", true));
        assertThat(lock()).isEqualTo("closed");
        assertThat(touched()).as("agents read at once").isNotEqualTo(settings);

        VpnClient again = world.client(media, "app", client);
        world.until(again, "Attached", "True");
        World.eventually().untilAsserted(() -> assertThat(told()).containsExactly(Map.entry(media + "/app", false)));
        assertThat(lock()).isEqualTo("open-again");

        allow(gateway, "other");
        world.until(again, "Attached", "False NamespaceNotAllowed");
        World.eventually().untilAsserted(() -> assertThat(told()).containsExactly(Map.entry(media + "/app", true)));
        allow(gateway, media);
        World.eventually().untilAsserted(() -> assertThat(told()).containsExactly(Map.entry(media + "/app", false)));
        assertThat(world.now(workload).getMetadata().getGeneration())
                .as("no pod is made anew")
                .isEqualTo(2);
    }

    @Test
    @Proves({"L11", "L18", "N6"})
    void nodesKeepPodsClosedWhoseGatewayIsGoneUntilTheLastIsLetOut() {
        VpnGateway gateway = gateway();
        world.create(media, World.workload("StatefulSet", "app"));
        VpnClient app = world.client(media, "app", client);
        world.until(app, "Attached", "True");

        world.admin().resource(gateway).delete();
        world.until(app, "Attached", "False GatewayNotFound");
        World.eventually().until(() -> world.admin().resource(gateway).get() == null);
        World.eventually().untilAsserted(() -> assertThat(told()).containsExactly(Map.entry(media + "/app", true)));
        world.admin().resource(app).delete();
        World.eventually().until(() -> world.admin().resource(app).get() == null);
        assertThat(told()).containsExactly(Map.entry(media + "/app", true));
        assertThat(nodesRun()).isTrue();

        VpnClient out = world.client(media, "app", client + "onDetach: AllowDirect\n");
        world.until(out, "Attached", "False");
        world.admin().resource(out).delete();
        World.eventually().until(() -> world.admin().resource(out).get() == null);
        assertThat(nodesRun()).as("nobody needs it any more").isFalse();
        assertThat(definition()).isNull();
    }

    @Test
    @Proves({"L18", "R12"})
    void nodesCloseItsPodsWhateverElseIsWrongWithItsSpec() {
        VpnGateway gateway = gateway();
        world.create(media, World.workload("StatefulSet", "app"));
        VpnClient app = world.client(media, "app", client);
        world.until(app, "Attached", "True");
        world.admin().resource(app).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"ports\":[\"typo\"]}}");
        world.until(app, "Invalid", "True InvalidSpec");
        assertThat(told()).as("it goes on as it was").isEmpty();

        allow(gateway, "other");
        World.eventually().untilAsserted(() -> assertThat(told()).containsExactly(Map.entry(media + "/app", true)));
    }

    private VpnGateway gateway() {
        VpnGateway gateway = world.declare(vpn, "office", """
                exits: [{name: router, external: {address: 10.10.20.1}}]
                routing: {uplink: {master: eth1, subnet: 10.10.20.0/24}}
                clients: {namespaces: [%s]}
                """.formatted(media));
        World.eventually().until(this::nodesRun);
        return gateway;
    }

    private void allow(VpnGateway gateway, String namespace) {
        world.admin()
                .resource(gateway)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"clients\":{\"namespaces\":[\"%s\"]}}}".formatted(namespace));
    }

    private Map<String, Boolean> told() {
        String text = world.admin()
                .configMaps()
                .inNamespace(NODES)
                .withName(NodeObjects.NAME)
                .require()
                .getData()
                .get("node.json");
        NodeSettings settings = SettingsFile.parse("node.json", Objects.requireNonNull(text), NodeSettings.class);
        return Objects.requireNonNull(settings.cni()).closed();
    }

    private boolean nodesRun() {
        return world.admin()
                        .apps()
                        .daemonSets()
                        .inNamespace(NODES)
                        .withName(NodeObjects.NAME)
                        .get()
                != null;
    }

    private String lock() {
        return Objects.requireNonNull(definition()).getMetadata().getLabels().getOrDefault(Labels.LOCK, "");
    }

    private @Nullable HasMetadata definition() {
        return world.admin()
                .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
                .inNamespace(media)
                .withName("culvert-app")
                .get();
    }

    private String touched() {
        return Objects.requireNonNullElse(
                        world.admin()
                                .pods()
                                .inNamespace(NODES)
                                .withName(World.NODE_POD)
                                .require()
                                .getMetadata()
                                .getAnnotations(),
                        Map.<String, String>of())
                .getOrDefault(Labels.SETTINGS, "");
    }
}
