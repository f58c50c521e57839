package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose pods the policies close, and that nobody's come out of them by what happens to others. */
@ExtendWith(ApiServerTests.class)
class WhoIsClosedIT {
    @Test
    @Proves("L18")
    void aCronJobsPodsOfBeforeStayUnderThePolicyWhenItIsAttached(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("CronJob", "app"));
        VpnClient client = client(world, media, "app", "CronJob");
        world.until(client, "Attached", "True");
        lookAgain(world, client);
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));
        assertThat(policy(world, media, "culvert-app-egress")
                        .getSpec()
                        .getPodSelector()
                        .getMatchExpressions())
                .as("a Deployment of the same labels is not")
                .singleElement()
                .extracting("key")
                .isEqualTo("job-name");
    }

    /** Kubernetes asks for no label there, and an empty selector would close, or open, everybody's pods. */
    @Test
    @Proves("L18")
    void ofACronJobWithoutLabelsOnlyWhatIsAttachedIsUnderThePolicy(World world) {
        String media = world.namespace();
        HasMetadata cron = world.create(
                media, World.workload("CronJob", "app").replace("metadata: {labels: {app: app}}", "metadata: {}"));
        VpnClient client = client(world, media, "app", "CronJob");
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of(Labels.CLIENT, "app"));

        world.gateway(media, "downloads", "sweden");
        world.until(client, "Attached", "True");
        lookAgain(world, client);
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of(Labels.CLIENT, "app"));
        assertThat(world.now(cron).toString()).contains(Labels.CLIENT + "=app");
    }

    /** Its init container would put the lock into the node's own network. */
    @Test
    @Proves({"R1", "I6"})
    void whatGoesWithoutAPortIsLookedAtAsEverybodyElse(World world) {
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        world.declare(
                media, "downloads", World.overlay(world.vni(), "sweden") + "ports: [{name: torrent, port: 51413}]\n");
        world.create(media, World.workload("Deployment", "app"));
        VpnClient first = client(world, media, "app", "Deployment", "ports: [torrent]\n");
        world.until(first, "Attached", "True");
        HasMetadata host = world.create(
                media,
                World.workload("Deployment", "later")
                        .replace("spec:\n      ", "spec:\n      hostNetwork: true\n      "));
        assertThat(Workloads.template(host).getSpec().getHostNetwork()).isTrue();
        VpnClient later = client(world, media, "later", "Deployment", "ports: [torrent]\n");
        world.until(later, "Invalid", "True WorkloadNotSuited");
        world.until(later, "Attached", "False");
        assertThat(world.now(host).getMetadata().getGeneration())
                .as("untouched")
                .isEqualTo(1);
    }

    @Test
    @Proves("L18")
    void podsOfBeforeOfAFormerWorkloadStayClosed(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("StatefulSet", "app"));
        world.create(media, World.workload("Deployment", "next"));
        VpnClient client = client(world, media, "app", "StatefulSet");
        world.until(client, "Attached", "True");
        patch(world, client, "{\"spec\":{\"workload\":{\"kind\":\"Deployment\",\"name\":\"next\"}}}");
        World.eventually()
                .untilAsserted(() -> assertThat(policies(world, media)
                                .filter(policy -> policy.getMetadata().getName().startsWith("culvert.former-app"))
                                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels())
                                .collect(Collectors.toSet()))
                        .isEqualTo(Set.of(Map.of(Labels.CLIENT, "app"), Map.of("app", "app"))));
        World.eventually()
                .untilAsserted(() -> assertThat(selectedBy(world, media, "culvert-app-egress"))
                        .isEqualTo(Map.of("app", "next")));
    }

    @Test
    @Proves("L18")
    void aPolicyThatIsDeletedWhileTheSpecCannotBeUsedComesBack(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("Deployment", "app"));
        VpnClient client = client(world, media, "app", "Deployment");
        world.until(client, "Attached", "True");
        patch(world, client, "{\"spec\":{\"ports\":[\"typo\"]}}");
        world.until(client, "Invalid", "True InvalidSpec");
        String first = uid(world, media, "culvert-app-egress");
        world.admin()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(media)
                .withName("culvert-app-egress")
                .delete();
        World.eventually()
                .untilAsserted(() -> assertThat(policies(world, media)
                                .filter(policy -> policy.getMetadata().getName().equals("culvert-app-egress"))
                                .map(policy -> policy.getMetadata().getUid()))
                        .hasSize(1)
                        .doesNotContain(first));
        world.until(client, "KillSwitch", "True");
    }

    /** As a webhook gives them, or a StatefulSet's controller. Ours would let in what that one keeps out. */
    @Test
    void whoMayComeToPodsIsAskedByLabelsThatNoTemplateHasToo(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("Deployment", "app"));
        world.podOf(workload, "app-0", "10.244.0.8");
        client(world, media, "app", "Deployment");
        world.admin().pods().inNamespace(media).withName("app-0").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"metadata": {"labels": {"tier": "db"}}}
                        """);
        world.create(media, """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: own}
                spec: {podSelector: {matchLabels: {tier: db}}, policyTypes: [Ingress]}
                """);
        World.eventually()
                .untilAsserted(() -> assertThat(policies(world, media)
                                .filter(policy -> policy.getMetadata().getName().equals("culvert-app-ingress"))
                                .map(policy -> policy.getSpec().getIngress().size()))
                        .as("gateways' frames alone")
                        .containsExactly(1));
    }

    /** Made before it was attached, they have no lock, and no label of ours. */
    @Test
    @Proves("L18")
    void podsThatAWorkloadLeavesBehindStayUnderThePolicy(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("Deployment", "app"));
        world.podOf(workload, "old", "10.244.0.8");
        world.create(media, """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: own}
                spec: {podSelector: {matchLabels: {app: app}}, policyTypes: [Ingress]}
                """);
        VpnClient client = client(world, media, "app", "Deployment");
        world.until(client, "KillSwitch", "False PodsWithoutLock");

        world.admin().resource(workload).delete();
        world.until(client, "Attached", "False WorkloadNotFound");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));
        assertThat(policies(world, media).map(policy -> policy.getMetadata().getName()))
                .as("what may come to them is its owner's affair still")
                .contains("culvert-app-ingress");
        assertThat(world.condition(client, "KillSwitch")).contains("PodsWithoutLock");
        delete(world, client);
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));

        VpnClient again = client(world, media, "app", "Deployment");
        world.until(again, "Attached", "False WorkloadNotFound");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));
        world.admin()
                .pods()
                .inNamespace(media)
                .withName("old")
                .withGracePeriod(0)
                .delete();
        World.eventually()
                .untilAsserted(
                        () -> assertThat(world.now(again).getStatus().pods()).isEmpty());
        delete(world, again);
        assertThat(policies(world, media).map(policy -> policy.getMetadata().getName()))
                .as("nobody is left to be closed")
                .doesNotContain("culvert-app-egress");
    }

    @Test
    @Proves("L18")
    void aWorkloadThatASpecNamesThatCannotBeUsedIsClosed(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("Deployment", "app"));
        world.create(media, World.workload("Deployment", "next"));
        VpnClient client = client(world, media, "app", "Deployment");
        world.until(client, "Attached", "True");
        patch(
                world,
                client,
                "{\"spec\":{\"ports\":[\"typo\"],\"workload\":{\"kind\":\"Deployment\",\"name\":\"next\"}}}");
        world.until(client, "Invalid", "True InvalidSpec");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "next"));
        assertThat(policies(world, media)
                        .filter(policy -> policy.getMetadata().getName().startsWith("culvert.former-app"))
                        .map(policy -> policy.getSpec().getPodSelector().getMatchLabels()))
                .contains(Map.of("app", "app"));
    }

    /** What is not there yet, or is misspelt, is not what its owner let it go without. */
    @Test
    @Proves("L18")
    void aGatewayThatIsToComeLetsNobodyOut(World world) {
        String media = world.namespace();
        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("Deployment", "app"));
        VpnClient client = client(world, media, "app", "Deployment", "onDetach: AllowDirect\n");
        world.until(client, "Attached", "True");
        patch(world, client, "{\"spec\":{\"gateway\":{\"name\":\"elsewhere\"}}}");
        world.until(client, "Attached", "False");
        assertThat(world.condition(client, "Attached")).contains("GatewayNotFound");
        assertThat(world.now(workload).toString()).contains("/culvert/agent");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));

        patch(world, client, "{\"spec\":{\"gateway\":{\"name\":\"downloads\"}}}");
        world.until(client, "Attached", "True");
        world.admin().resource(gateway).delete();
        world.until(client, "Attached", "False DetachedDirect");
        looked(world, client, "{\"spec\":{\"ports\":[\"torrent\"]}}");
        world.until(client, "Attached", "False DetachedDirect");
        patch(world, client, "{\"spec\":{\"gateway\":{\"name\":\"elsewhere\"}}}");
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "app"));
    }

    @Test
    @Proves("L18")
    void whoComesLaterClosesNothingThatAnElderHas(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("Deployment", "app"));
        VpnClient elder = client(world, media, "app", "Deployment");
        world.until(elder, "Attached", "True");
        VpnClient later = of(world, media, "later", "Deployment", "app");
        world.until(later, "Invalid", "True WorkloadNotSuited");
        assertThat(selectedBy(world, media, "culvert-later-egress")).isEqualTo(Map.of(Labels.CLIENT, "later"));

        delete(world, elder);
        World.eventually()
                .untilAsserted(() -> assertThat(selectedBy(world, media, "culvert-later-egress"))
                        .isEqualTo(Map.of("app", "app")));
        world.until(later, "Attached", "True");
    }

    /** It had the workload, and an older one takes it. */
    @Test
    void whoLosesAWorkloadToAnElderLetsGoOfItsPods(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        world.create(media, World.workload("Deployment", "app"));
        VpnClient elder = world.client(
                media, "a-elder", "gateway: {name: downloads}\nworkload: {kind: Deployment, name: other}\n");
        VpnClient later = of(world, media, "b-later", "Deployment", "app");
        world.until(later, "Attached", "True");
        assertThat(selectedBy(world, media, "culvert-b-later-egress")).isEqualTo(Map.of("app", "app"));
        patch(world, elder, "{\"spec\":{\"workload\":{\"kind\":\"Deployment\",\"name\":\"app\"}}}");
        world.until(later, "Invalid", "True WorkloadNotSuited");
        World.eventually()
                .untilAsserted(() -> assertThat(selectedBy(world, media, "culvert-b-later-egress"))
                        .isEqualTo(Map.of(Labels.CLIENT, "b-later")));
        World.eventually()
                .untilAsserted(() -> assertThat(selectedBy(world, media, "culvert-a-elder-egress"))
                        .isEqualTo(Map.of("app", "app")));
    }

    /** Nothing says that it was meant. */
    @Test
    void aWorkloadThatWasNamedByMistakeIsLetGoOf(World world) {
        String media = world.namespace();
        world.create(media, World.workload("Deployment", "mistake"));
        VpnClient client = of(world, media, "app", "Deployment", "mistake");
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(selectedBy(world, media, "culvert-app-egress")).isEqualTo(Map.of("app", "mistake"));
        patch(world, client, "{\"spec\":{\"workload\":{\"kind\":\"Deployment\",\"name\":\"to-come\"}}}");
        World.eventually()
                .untilAsserted(() -> assertThat(selectedBy(world, media, "culvert-app-egress"))
                        .isEqualTo(Map.of(Labels.CLIENT, "app")));
    }

    private static void delete(World world, VpnClient client) {
        world.admin().resource(client).delete();
        World.eventually().until(() -> world.admin().resource(client).get() == null);
    }

    /** Who is older has the tunnel: the other one's pod must give it up, since a key used twice breaks both. */
    @Test
    @Proves("R2")
    void anOlderClientThatComesIntoASidecarsTunnelTakesIt(World world) {
        String media = world.namespace();
        world.secret(media, "wg");
        world.declare(media, "downloads", """
                exits: [{name: sweden, wireguard: {secretRef: {name: wg}}}]
                routing: {sidecar: {}}
                """);
        for (String name : List.of("old", "young")) {
            world.create(media, World.workload("StatefulSet", name));
        }
        VpnClient old = client(world, media, "old", "StatefulSet");
        patch(world, old, "{\"spec\":{\"gateway\":{\"name\":\"elsewhere\"}}}");
        world.until(old, "Attached", "False GatewayNotFound");
        // Two of one second are told apart by their names, of which this one's comes first.
        VpnClient young = client(world, media, "young", "StatefulSet");
        world.until(young, "Attached", "True");
        assertThat(engine(world, media, "culvert-young")).isNotEqualTo(new EngineSettings.None());

        patch(world, old, "{\"spec\":{\"gateway\":{\"name\":\"downloads\"}}}");
        world.until(old, "Attached", "True");
        world.until(young, "Invalid", "True TunnelTaken");
        World.eventually()
                .untilAsserted(
                        () -> assertThat(engine(world, media, "culvert-young")).isEqualTo(new EngineSettings.None()));
    }

    private static EngineSettings engine(World world, String namespace, String settings) {
        return SettingsFile.parse(
                        "sidecar.json",
                        Objects.requireNonNull(world.admin()
                                .configMaps()
                                .inNamespace(namespace)
                                .withName(settings)
                                .require()
                                .getData()
                                .get("sidecar.json")),
                        SidecarSettings.class)
                .engine();
    }

    private static VpnClient client(World world, String namespace, String name, String kind, String... more) {
        return of(world, namespace, name, kind, name, more);
    }

    private static VpnClient of(
            World world, String namespace, String name, String kind, String workload, String... more) {
        return world.client(
                namespace,
                name,
                "gateway: {name: downloads}\nworkload: {kind: %s, name: %s}\n".formatted(kind, workload)
                        + String.join("", more));
    }

    /** What would be of its next look, were there something that makes one. */
    private static void lookAgain(World world, VpnClient client) {
        looked(world, client, "{\"spec\":{\"onDetach\":\"AllowDirect\"}}");
    }

    /** Patches it, and waits until it has been looked at. */
    private static void looked(World world, VpnClient client, String merge) {
        patch(world, client, merge);
        long generation = world.now(client).getMetadata().getGeneration();
        World.eventually()
                .until(() -> Long.valueOf(generation)
                        .equals(Objects.requireNonNull(world.now(client).getStatus())
                                .observedGeneration()));
    }

    private static void patch(World world, HasMetadata object, String merge) {
        world.admin().resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    private static Map<String, String> selectedBy(World world, String namespace, String name) {
        return policy(world, namespace, name).getSpec().getPodSelector().getMatchLabels();
    }

    private static String uid(World world, String namespace, String name) {
        return policy(world, namespace, name).getMetadata().getUid();
    }

    private static NetworkPolicy policy(World world, String namespace, String name) {
        return policies(world, namespace)
                .filter(policy -> policy.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<NetworkPolicy> policies(World world, String namespace) {
        return world.admin().network().v1().networkPolicies().inNamespace(namespace).list().getItems().stream();
    }
}
