package dev.culvert.operator.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.server.ApiServerTests;
import dev.culvert.operator.server.World;
import dev.culvert.proofs.Proves;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuotaStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a namespace's owner has limited: an object, or a pod, is refused, and a condition says so. */
@ExtendWith(ApiServerTests.class)
class QuotaIT {
    @Test
    @Proves({"R8", "U3"})
    void anObjectThatIsRefusedIsToldAndMadeWhenThereIsRoom(World world) {
        String vpn = world.namespace();
        ResourceQuota none = none(world, vpn, "count/statefulsets.apps");
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.until(gateway, "Ready", "False TryingAgain");
        assertThat(world.condition(gateway, "Ready"))
                .contains("exceeded quota: none", "statefulsets.apps", "tried again");
        world.admin().resource(none).delete();
        world.until(gateway, "Ready", "False NoExitHealthy");
        World.eventually()
                .until(() -> world.admin()
                                .apps()
                                .statefulSets()
                                .inNamespace(vpn)
                                .withName("downloads-sweden")
                                .get()
                        != null);

        ResourceQuota policies = none(world, vpn, "count/networkpolicies.networking.k8s.io");
        world.create(vpn, World.workload("Deployment", "app"));
        VpnClient client = world.client(vpn, "app", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: app}
                """);
        world.until(client, "Ready", "False TryingAgain");
        assertThat(world.condition(client, "Ready")).contains("exceeded quota: none", "networkpolicies");
        assertThat(world.admin()
                        .apps()
                        .deployments()
                        .inNamespace(vpn)
                        .withName("app")
                        .require()
                        .getMetadata()
                        .getGeneration())
                .as("no policy, no attachment")
                .isEqualTo(1);
        world.admin().resource(policies).delete();
        world.until(client, "Attached", "True");
    }

    /** The StatefulSet controller is told by the API server, and tells an event. */
    @Test
    @Proves("R8")
    void aPodThatIsRefusedIsTold(World world) {
        String vpn = world.namespace();
        VpnGateway gateway = world.gateway(vpn, "downloads", "sweden");
        world.until(gateway, "Ready", "False NoExitHealthy");
        refused(
                world,
                vpn,
                "StatefulSet",
                "downloads-sweden",
                "create Pod downloads-sweden-0 in StatefulSet downloads-sweden failed error: pods"
                        + " \"downloads-sweden-0\" is forbidden: exceeded quota: compute, requested: pods=1, used:"
                        + " pods=5, limited: pods=5");
        World.eventually()
                .untilAsserted(() -> assertThat(world.condition(gateway, "Degraded"))
                        .contains("sweden (no pod: create Pod downloads-sweden-0", "exceeded quota: compute"));
        world.exitPod(gateway, "sweden");
        world.until(gateway, "Ready", "True");
        assertThat(world.condition(gateway, "Degraded")).doesNotContain("quota");
    }

    /** The new ReplicaSet's pods are refused, and the Deployment's old one runs on. */
    @Test
    @Proves({"R8", "U6"})
    void aClientsPodThatIsRefusedIsTold(World world) {
        String vpn = world.namespace();
        world.gateway(vpn, "downloads", "sweden");
        HasMetadata workload = world.create(vpn, World.workload("Deployment", "app"));
        VpnClient client = world.client(vpn, "app", """
                gateway: {name: downloads}
                workload: {kind: Deployment, name: app}
                """);
        world.until(client, "Attached", "True");
        refused(world, vpn, "ReplicaSet", "other-5d8c7f6b9", "pods \"other\" is forbidden");
        refused(
                world,
                vpn,
                "ReplicaSet",
                "app-5d8c7f6b9",
                "Error creating: pods \"app-5d8c7f6b9-x\" is forbidden: violates PodSecurity \"restricted:latest\"");
        world.until(client, "Ready", "False PodsRefused");
        assertThat(world.condition(client, "Attached"))
                .contains("violates PodSecurity \"restricted:latest\"; change what it names, or the workload")
                .doesNotContain("other");
        world.podOf(workload, "app-5d8c7f6b9-y", "10.244.7.7");
        world.until(client, "Attached", "True");
    }

    private static void refused(World world, String namespace, String kind, String name, String message) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        world.admin()
                .v1()
                .events()
                .inNamespace(namespace)
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(name + ".1")
                        .endMetadata()
                        .withType("Warning")
                        .withReason("FailedCreate")
                        .withMessage(message)
                        .withNewInvolvedObject()
                        .withApiVersion("apps/v1")
                        .withKind(kind)
                        .withName(name)
                        .withNamespace(namespace)
                        .endInvolvedObject()
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .build())
                .create();
    }

    /** With the status that Kubernetes' quota controller would give it. */
    private static ResourceQuota none(World world, String namespace, String what) {
        ResourceQuota quota = world.admin()
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("none")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withHard(Map.of(what, new Quantity("0")))
                        .endSpec()
                        .build())
                .create();
        return world.shows(
                quota,
                new ResourceQuotaStatusBuilder()
                        .withHard(Map.of(what, new Quantity("0")))
                        .withUsed(Map.of(what, new Quantity("0")))
                        .build());
    }
}
