package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.operator.server.OptionalApi;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** On an API server of its own: optional APIs come while the operator runs, and what runs on nodes is one for all gateways. */
class OptionalApisIT {
    private static final String NODES = "default";
    private static final String NETWORK = """
            exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
            routing: {network: {subnet: 192.168.24.0/22, routers: 1}}
            """;

    @AutoClose
    private final World world = World.alone();

    @Test
    @Proves("N6")
    void areNoticedAndWhatRunsOnNodesGoesWithTheLastGatewayThatNeedsIt() {
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        VpnGateway network = world.declare(media, "downloads", NETWORK);
        world.until(network, "Invalid", "True");
        assertThat(world.condition(network, "Invalid"))
                .contains("spec.routing.network")
                .contains("install Multus");
        assertThat(onNodes()).isEmpty();

        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        world.until(network, "Invalid", "False");
        World.eventually().until(() -> kinds(onNodes()).equals(List.of("ConfigMap", "DaemonSet", "ServiceAccount")));
        assertThat(definitions(media)).hasSize(1);

        world.create(media, World.workload("Deployment", "app"));
        VpnClient client = world.client(media, "app", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: app}
                """);
        world.until(client, "Attached", "True");
        OptionalApi.CILIUM.serve(world);
        World.eventually()
                .until(() -> !world.admin()
                        .genericKubernetesResources("cilium.io/v2", "CiliumNetworkPolicy")
                        .inNamespace(media)
                        .list()
                        .getItems()
                        .isEmpty());

        world.secret(media, "wg-other");
        VpnGateway second = world.declare(media, "other", """
                exits: [{name: other, wireguard: {secretRef: {name: wg-other}}}]
                routing: {network: {subnet: 192.168.28.0/22, routers: 1, vxlanId: 1001}}
                """);
        World.eventually().until(() -> settings().split("\"id\"", -1).length == 3);
        world.admin().resource(network).delete();
        World.eventually().until(() -> world.admin().resource(network).get() == null);
        assertThat(settings().split("\"id\"", -1))
                .as("the other gateway's network alone")
                .hasSize(2);

        world.nodePod(NODES);
        // It is degraded already: nobody runs its exit's pod.
        World.eventually()
                .until(() -> world.condition(second, "Degraded").contains("culvert-node is not ready on node-7"));
        nodePodIs("True");
        World.eventually().until(() -> !world.condition(second, "Degraded").contains("culvert-node"));
        world.admin().resource(second).delete();
        World.eventually().until(() -> !settings().contains("\"id\""));
        assertThat(kinds(onNodes()))
                .as("agents are told to clear their nodes, first")
                .contains("DaemonSet");
        World.eventually().until(() -> world.admin().resource(second).get() == null);
        assertThat(onNodes()).isEmpty();
        assertThat(definitions(media))
                .as("the client's own, with which it stays closed")
                .hasSize(1);
    }

    @Test
    void aGatewayThatTakesAnotherRoutingNeedsNothingOnNodesAnyMore() {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        VpnGateway gateway = world.declare(media, "downloads", NETWORK);
        World.eventually().until(() -> kinds(onNodes()).contains("DaemonSet"));
        spec(gateway, "{\"routing\": {\"network\": null, \"overlay\": {}}}");
        World.eventually().until(() -> onNodes().isEmpty());
        World.eventually().until(() -> definitions(media).isEmpty());
    }

    /** Others' specs are no reason to take a bridge from nodes: pods on it would be cut off even when its own is right again. */
    @Test
    void aGatewayWhoseSpecCannotBeUsedAnyMoreKeepsItsNetworkOnNodes() {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        world.declare(media, "elder", NETWORK);
        VpnGateway gateway = world.declare(media, "younger", """
                exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                routing: {network: {subnet: 192.168.28.0/22, routers: 1, vxlanId: 1001}}
                """);
        World.eventually().until(() -> ids().equals(List.of(1000, 1001)));
        spec(gateway, "{\"local\": [\"192.168.28.0/22\"]}");
        world.until(gateway, "Invalid", "True");
        VpnGateway third = world.declare(media, "youngest", """
                exits: [{name: sweden, wireguard: {secretRef: {name: wg-sweden}}}]
                routing: {network: {subnet: 192.168.32.0/22, routers: 1, vxlanId: 1002}}
                """);
        World.eventually().untilAsserted(() -> assertThat(ids()).containsExactly(1000, 1001, 1002));
        world.admin().resource(gateway).delete();
        World.eventually().untilAsserted(() -> assertThat(ids()).containsExactly(1000, 1002));
        spec(third, "{\"routing\": {\"network\": {\"vxlanId\": 1000}}}");
        world.until(third, "Invalid", "True VxlanIdTaken");
        Awaitility.await()
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> ids().equals(List.of(1000, 1002)));
    }

    private void spec(VpnGateway gateway, String merge) {
        world.admin().resource(gateway).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + merge + "}");
    }

    private List<Integer> ids() {
        return Pattern.compile("\"id\" : (\\d+)")
                .matcher(settings())
                .results()
                .map(id -> Integer.valueOf(id.group(1)))
                .toList();
    }

    /** Until it knows of another router, it would hold the VIP beside it. */
    @Test
    void aRoutersPodIsToldAtOnceThatItsSettingsHaveChanged() {
        OptionalApi.NETWORK_ATTACHMENTS.serve(world);
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        VpnGateway gateway = world.declare(media, "downloads", NETWORK);
        String router = world.routerPod(gateway, 1);
        World.eventually().until(() -> toldOf(media, router).length() > 0);
        String before = toldOf(media, router);
        spec(gateway, "{\"routing\": {\"network\": {\"routers\": 3}}}");
        World.eventually().until(() -> !toldOf(media, router).equals(before));
    }

    private String toldOf(String namespace, String pod) {
        return Objects.requireNonNullElse(
                world.admin()
                        .pods()
                        .inNamespace(namespace)
                        .withName(pod)
                        .require()
                        .getMetadata()
                        .getAnnotations()
                        .get(Labels.SETTINGS),
                "");
    }

    private void nodePodIs(String ready) {
        world.admin()
                .pods()
                .inNamespace(NODES)
                .withName(World.NODE_POD)
                .editStatus(pod -> new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withConditions(new PodConditionBuilder()
                                .withType("Ready")
                                .withStatus(ready)
                                .build())
                        .endStatus()
                        .build());
    }

    private String settings() {
        var map = world.admin()
                .configMaps()
                .inNamespace(NODES)
                .withName(NodeObjects.NAME)
                .get();
        return map == null ? "" : map.getData().toString();
    }

    private List<HasMetadata> onNodes() {
        var api = world.admin();
        return Stream.of(
                        api.configMaps()
                                .inNamespace(NODES)
                                .withName(NodeObjects.NAME)
                                .get(),
                        api.apps()
                                .daemonSets()
                                .inNamespace(NODES)
                                .withName(NodeObjects.NAME)
                                .get(),
                        api.serviceAccounts()
                                .inNamespace(NODES)
                                .withName(NodeObjects.NAME)
                                .get())
                .<HasMetadata>mapMulti((object, next) -> {
                    if (object != null) {
                        next.accept(object);
                    }
                })
                .toList();
    }

    private static List<String> kinds(List<HasMetadata> objects) {
        return objects.stream().map(HasMetadata::getKind).sorted().toList();
    }

    private List<String> definitions(String namespace) {
        return world
                .admin()
                .genericKubernetesResources("k8s.cni.cncf.io/v1", "NetworkAttachmentDefinition")
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .map(definition -> definition.getMetadata().getName())
                .toList();
    }
}
