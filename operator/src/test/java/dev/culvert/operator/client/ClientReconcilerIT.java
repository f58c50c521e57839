package dev.culvert.operator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Policies;
import dev.culvert.manifest.Workloads;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ApiServerTests.class)
class ClientReconcilerIT {
    private static final String OF_DOWNLOADS = """
            gateway: {name: downloads}
            workload: {kind: %s, name: app}
            """;

    @ParameterizedTest
    @Proves("R4")
    @ValueSource(strings = {"Deployment", "StatefulSet", "DaemonSet"})
    void attachesWithOneRollout(String kind, World world) {
        String media = world.namespace();
        HasMetadata workload = world.create(media, World.workload(kind, "app"));
        VpnClient client = world.client(media, "app", OF_DOWNLOADS.formatted(kind));
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(generation(world, workload)).as("nothing to attach to yet").isEqualTo(1);
        assertThat(policy(world, media, "culvert-app-egress").getSpec().getEgress())
                .as("closed until then")
                .noneMatch(rule -> rule.getPorts().equals(List.of(Policies.vxlan())));

        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        world.exitPod(gateway, "sweden");
        world.until(client, "Attached", "True AllPodsAttached");
        world.until(client, "Ready", "True");
        assertThat(inits(world, workload)).containsExactly("culvert", "chown");
        assertThat(generation(world, workload)).isEqualTo(2);

        world.podOf(workload, "app-0", "10.244.0.7");
        World.eventually()
                .until(() -> "1/1".equals(world.client(media, "app").getStatus().attached()));
        World.eventually()
                .until(() -> world.admin()
                        .configMaps()
                        .inNamespace(media)
                        .withName("downloads-sweden-settings")
                        .require()
                        .getData()
                        .toString()
                        .contains("10.244.0.7"));
        assertThat(generation(world, workload)).as("one change, one rollout").isEqualTo(2);
    }

    @Test
    @Proves("R6")
    void attachesWhatACronJobWillMakeAndLeavesAJobThatRuns(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        HasMetadata cron = world.create(media, World.workload("CronJob", "app"));
        HasMetadata job = world.create(media, World.workload("Job", "once"));
        VpnClient ofCron = world.client(media, "app", OF_DOWNLOADS.formatted("CronJob"));
        VpnClient ofJob = world.client(media, "once", """
                gateway: {name: downloads}
                workload: {kind: Job, name: once}
                """);
        world.until(ofCron, "Attached", "True");
        world.until(ofJob, "Attached", "False JobIsFixed");
        assertThat(world.condition(ofJob, "Attached")).contains("culvert render");
        assertThat(world.now(cron).toString()).contains("/culvert/agent");
        assertThat(world.now(job).toString()).doesNotContain("/culvert/agent");
    }

    @Test
    void tellsOfPodsWithoutALock(World world) {
        String media = world.namespace();
        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("Deployment", "app"));
        world.podOf(workload, "old", "10.244.0.8");
        VpnClient client = world.client(media, "app", OF_DOWNLOADS.formatted("Deployment"));
        world.until(client, "KillSwitch", "False PodsWithoutLock");
        world.until(client, "Attached", "False RollingOut");
        world.until(gateway, "KillSwitch", "False PodsWithoutLock");
        world.admin()
                .pods()
                .inNamespace(media)
                .withName("old")
                .withGracePeriod(0)
                .delete();
        world.podOf(workload, "new", "10.244.0.9");
        world.until(client, "KillSwitch", "True");
        world.until(client, "Attached", "True");
        world.until(gateway, "KillSwitch", "True");
    }

    @Test
    @Proves("R5")
    void staysFirstWhenTheOwnerAppliesAgainAndFightsNobody(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        Deployment own = world.admin()
                .getKubernetesSerialization()
                .unmarshal(World.workload("Deployment", "app"), Deployment.class);
        own.getMetadata().setNamespace(media);
        apply(world, own);
        VpnClient client = world.client(media, "app", OF_DOWNLOADS.formatted("Deployment"));
        world.until(client, "Attached", "True");
        long attached = generation(world, own);
        int before = world.server().audit().size();

        apply(world, own);
        assertThat(inits(world, own)).containsExactly("culvert", "chown");
        own.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("app:2");
        apply(world, own);
        assertThat(inits(world, own)).containsExactly("culvert", "chown");
        assertThat(generation(world, own)).as("the owner's own change alone").isEqualTo(attached + 1);
        apply(world, own);

        world.until(client, "Attached", "True");
        assertThat(world.server()
                        .audit()
                        .since(
                                before,
                                request -> request.writes()
                                        && request.namespace().equals(media)
                                        && request.resource().equals("deployments")))
                .as("the owner's three applies, and nothing of ours")
                .hasSize(3);
    }

    @Test
    @Proves({"L11", "L18"})
    void staysClosedWhenGatewayAndClientAreDeleted(World world) {
        String media = world.namespace();
        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("Deployment", "app"));
        VpnClient client = world.client(media, "app", OF_DOWNLOADS.formatted("Deployment"));
        world.until(client, "Attached", "True");
        assertThat(policy(world, media, "culvert-app-egress").getSpec().getEgress())
                .anyMatch(rule -> rule.getPorts().equals(List.of(Policies.vxlan())));

        world.admin().resource(gateway).delete();
        world.until(client, "Attached", "False GatewayNotFound");
        assertThat(policy(world, media, "culvert-app-egress").getSpec().getEgress())
                .as("overlay frames no longer leave")
                .noneMatch(rule -> rule.getPorts().equals(List.of(Policies.vxlan())));
        assertThat(inits(world, workload)).containsExactly("culvert", "chown");

        world.admin().resource(client).delete();
        World.eventually().until(() -> world.admin().resource(client).get() == null);
        assertThat(policy(world, media, "culvert-app-egress").getSpec().getEgress())
                .noneMatch(rule -> rule.getPorts().equals(List.of(Policies.vxlan())));
        assertThat(inits(world, workload)).containsExactly("culvert", "chown");
    }

    @Test
    @Proves({"R3", "R12", "L18"})
    void closesPodsWhileTheGatewayLivesAndOpensThemAgain(World world) {
        String vpn = world.namespace();
        String media = world.namespace();
        world.secret(vpn, "wg-sweden");
        VpnGateway gateway = world.declare(
                vpn,
                "downloads",
                World.overlay(world.vni(), "sweden") + "clients: {namespaces: [%s]}\n".formatted(media));
        String exit = world.exitPod(gateway, "sweden");
        HasMetadata workload = world.create(media, World.workload("StatefulSet", "app"));
        String spec =
                "gateway: {name: downloads, namespace: %s}\nworkload: {kind: StatefulSet, name: app}\n".formatted(vpn);
        VpnClient client = world.client(media, "app", spec);
        world.until(client, "Attached", "True");
        world.podOf(workload, "app-0", "10.244.0.7");
        World.eventually().untilAsserted(() -> {
            assertThat(world.settings(vpn, "downloads-sweden-settings")).contains("10.244.0.7");
            assertThat(world.settings(media, "culvert-app")).contains(exit);
        });
        assertThat(closed(world, vpn)).isEmpty();

        world.admin().resource(client).delete();
        World.eventually().untilAsserted(() -> assertThat(closed(world, vpn)).hasSize(1));
        assertThat(world.settings(media, "culvert-app"))
                .as("what starts now knows no gateway")
                .doesNotContain(exit);
        world.podOf(workload, "app-1", "10.244.0.8");
        World.eventually().untilAsserted(() -> assertThat(closed(world, vpn)).hasSize(2));

        VpnClient again = world.client(media, "app", spec);
        world.until(again, "Attached", "True");
        World.eventually().untilAsserted(() -> {
            assertThat(closed(world, vpn)).isEmpty();
            assertThat(world.settings(media, "culvert-app")).contains(exit);
        });
        assertThat(generation(world, workload)).as("no pod is made anew").isEqualTo(2);

        world.admin()
                .resource(gateway)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"clients\":{\"namespaces\":[\"other\"]}}}");
        world.until(again, "Attached", "False NamespaceNotAllowed");
        World.eventually().untilAsserted(() -> assertThat(closed(world, vpn)).hasSize(2));
    }

    private static List<String> closed(World world, String namespace) {
        String text = Objects.requireNonNull(world.admin()
                .configMaps()
                .inNamespace(namespace)
                .withName("downloads-sweden-settings")
                .require()
                .getData()
                .get("gateway.json"));
        return SettingsFile.parse("gateway.json", text, GatewaySettings.class).closed();
    }

    @Test
    @Proves("L18")
    void closesTheWorkloadThatItNamedBefore(World world) {
        String media = world.namespace();
        VpnGateway gateway = world.gateway(media, "downloads", "sweden");
        String exit = world.exitPod(gateway, "sweden");
        HasMetadata former = world.create(media, World.workload("Deployment", "app"));
        HasMetadata next = world.create(media, World.workload("Deployment", "next"));
        VpnClient client = world.client(media, "app", OF_DOWNLOADS.formatted("Deployment"));
        world.until(client, "Attached", "True");
        World.eventually()
                .untilAsserted(
                        () -> assertThat(world.settings(media, "culvert-app")).contains(exit));

        world.admin()
                .resource(client)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"workload\":{\"kind\":\"Deployment\",\"name\":\"next\"}}}");
        World.eventually().untilAsserted(() -> {
            assertThat(inits(world, next)).containsExactly("culvert", "chown");
            assertThat(settingsOf(world, former)).isEqualTo("culvert.former-app");
            assertThat(settingsOf(world, next)).isEqualTo("culvert-app");
        });
        assertThat(world.settings(media, "culvert.former-app")).doesNotContain(exit);
        assertThat(policy(world, media, "culvert.former-app").getSpec().getEgress())
                .noneMatch(rule -> rule.getPorts().equals(List.of(Policies.vxlan())));
        assertThat(generation(world, former)).as("one rollout more").isEqualTo(3);

        world.admin().resource(world.now(former)).delete();
        world.admin().resource(client).delete();
        World.eventually().until(() -> world.admin().resource(client).get() == null);
        assertThat(policy(world, media, "culvert-app-egress")
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .containsEntry("app", "next");
    }

    private static String settingsOf(World world, HasMetadata workload) {
        return Workloads.template(world.now(workload)).getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("culvert-settings"))
                .map(volume -> volume.getConfigMap().getName())
                .findFirst()
                .orElse("");
    }

    @Test
    void letsTheWorkloadOutIfItsOwnerSaidSo(World world) {
        String media = world.namespace();
        world.gateway(media, "downloads", "sweden");
        HasMetadata workload = world.create(media, World.workload("StatefulSet", "app"));
        String before = world.admin()
                .getKubernetesSerialization()
                .asJson(((io.fabric8.kubernetes.api.model.apps.StatefulSet) world.now(workload)).getSpec());
        VpnClient client =
                world.client(media, "app", OF_DOWNLOADS.formatted("StatefulSet") + "onDetach: AllowDirect\n");
        world.until(client, "Attached", "True");
        world.admin().resource(client).delete();
        World.eventually().until(() -> world.admin().resource(client).get() == null);
        assertThat(world.admin()
                        .getKubernetesSerialization()
                        .asJson(((io.fabric8.kubernetes.api.model.apps.StatefulSet) world.now(workload)).getSpec()))
                .as("as it was, to the byte")
                .isEqualTo(before);
        assertThat(world.admin()
                        .network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(media)
                        .withLabel(Labels.CLIENT)
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(world.admin()
                        .configMaps()
                        .inNamespace(media)
                        .withLabel(Labels.CLIENT)
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    @Proves("R12")
    void refusesNamespacesThatAreNotAllowed(World world) {
        String vpn = world.namespace();
        String media = world.namespace();
        String other = world.namespace();
        world.secret(vpn, "wg-sweden");
        world.declare(
                vpn,
                "downloads",
                World.overlay(world.vni(), "sweden") + "clients: {namespaces: [%s]}\n".formatted(media));
        for (String namespace : List.of(media, other)) {
            world.create(namespace, World.workload("Deployment", "app"));
            world.client(namespace, "app", """
                    gateway: {name: downloads, namespace: %s}
                    workload: {kind: Deployment, name: app}
                    """.formatted(vpn));
        }
        world.until(world.client(media, "app"), "Attached", "True");
        world.until(world.client(other, "app"), "Attached", "False NamespaceNotAllowed");
        assertThat(world.condition(world.client(other, "app"), "Attached")).contains("spec.clients.namespaces");
    }

    @Proves("I6")
    @Test
    void tellsWhoHasThePortAndTakesItWhenItIsFree(World world) {
        String media = world.namespace();
        world.secret(media, "wg-sweden");
        world.declare(
                media, "downloads", World.overlay(world.vni(), "sweden") + "ports: [{name: torrent, port: 51413}]\n");
        for (String name : List.of("app", "later")) {
            world.create(media, World.workload("Deployment", name));
            world.client(media, name, """
                    gateway: {name: downloads}
                    workload: {kind: Deployment, name: %s}
                    ports: [torrent]
                    """.formatted(name));
            if (name.equals("app")) {
                world.until(world.client(media, "app"), "Attached", "True");
            }
        }
        VpnClient later = world.client(media, "later");
        world.until(later, "Invalid", "True PortTaken");
        assertThat(world.condition(later, "Invalid")).contains(media + "/app");
        // It is kept apart from the port alone: its traffic leaves by the exits.
        world.until(later, "Attached", "True");
        world.admin().resource(world.client(media, "app")).delete();
        world.until(later, "Invalid", "False");
        world.until(later, "Attached", "True");
    }

    private static void apply(World world, Deployment own) {
        world.admin()
                .resource(own)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("flux")
                                .withForce(true)
                                .build(),
                        own);
    }

    private static List<String> inits(World world, HasMetadata workload) {
        return Workloads.template(world.now(workload)).getSpec().getInitContainers().stream()
                .map(Container::getName)
                .toList();
    }

    private static long generation(World world, HasMetadata workload) {
        return world.now(workload).getMetadata().getGeneration();
    }

    private static NetworkPolicy policy(World world, String namespace, String name) {
        return world.admin()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withName(name)
                .require();
    }
}
