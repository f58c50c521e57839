package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosedPodsTest {
    private static final String NETWORKS = """
            [{"name":"cbr0","interface":"eth0","ips":["10.244.0.7"]},\
            {"name":"media/culvert-app","interface":"vpn0","ips":["192.168.24.9"]}]""";

    private final Pod pod = pod("StatefulSet", "app", "Running");

    @Test
    void aPodOfAClientIsNotClosed() {
        assertThat(closed(overlay("[media]"), client("StatefulSet", "app"), pod))
                .isEmpty();
        assertThat(closed(overlay("['*']"), client("StatefulSet", "app"), pod)).isEmpty();
    }

    @Test
    void withoutItsClientAPodIsClosed() {
        assertThat(closed(overlay("[media]"), Optional.empty(), pod)).containsExactly("10.244.0.7");
        Optional<VpnClient> ending = client("StatefulSet", "app");
        ending.orElseThrow().getMetadata().setDeletionTimestamp("2026-11-25T20:00:00Z");
        assertThat(closed(overlay("[media]"), ending, pod)).containsExactly("10.244.0.7");
    }

    @Test
    void aPodIsClosedThatTheGatewaysOwnerDoesNotLetIn() {
        assertThat(closed(overlay("[others]"), client("StatefulSet", "app"), pod))
                .containsExactly("10.244.0.7");
    }

    @Test
    void aPodOfTheFormerWorkloadIsClosed() {
        assertThat(closed(overlay("[media]"), client("StatefulSet", "next"), pod))
                .containsExactly("10.244.0.7");
        assertThat(closed(overlay("[media]"), client("Deployment", "app"), pod)).containsExactly("10.244.0.7");
        Pod replica = pod("ReplicaSet", "app-5d9f", "Running");
        assertThat(closed(overlay("[media]"), client("Deployment", "app"), replica))
                .isEmpty();
        assertThat(closed(overlay("[media]"), client("Deployment", "app-x"), replica))
                .hasSize(1);
        assertThat(closed(overlay("[media]"), client("CronJob", "app"), pod("Job", "by-hand", "Running")))
                .isEmpty();
    }

    @Test
    void onASecondNetworkItIsKnownByItsAddressThere() {
        assertThat(closed(gateway("network: {subnet: 192.168.24.0/22}", "[media]"), Optional.empty(), pod))
                .containsExactly("192.168.24.9");
    }

    @Test
    void theAddressOfAPodThatHasEndedMayBeAnothers() {
        assertThat(closed(overlay("[media]"), Optional.empty(), pod("Job", "app", "Succeeded")))
                .isEmpty();
    }

    private static List<String> closed(VpnGateway gateway, Optional<VpnClient> client, Pod pod) {
        return new ClosedPods(gateway, id -> client.filter(_ -> id.equals(new ResourceID("app", "media"))))
                .addresses(List.of(pod));
    }

    private static VpnGateway overlay(String namespaces) {
        return gateway("overlay: {}", namespaces);
    }

    private static VpnGateway gateway(String routing, String namespaces) {
        return Serialization.unmarshal("""
                metadata: {name: downloads, namespace: vpn}
                spec:
                  exits: [{name: sweden, wireguard: {secretRef: {name: wg}}}]
                  routing: {%s}
                  clients: {namespaces: %s}
                """.formatted(routing, namespaces), VpnGateway.class);
    }

    private static Optional<VpnClient> client(String kind, String workload) {
        return Optional.of(Serialization.unmarshal("""
                metadata: {name: app, namespace: media}
                spec:
                  gateway: {name: downloads, namespace: vpn}
                  workload: {kind: %s, name: %s}
                """.formatted(kind, workload), VpnClient.class));
    }

    private static Pod pod(String kind, String owner, String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("app-0")
                .withNamespace("media")
                .withLabels(Map.of(Labels.CLIENT, "app", "pod-template-hash", "5d9f"))
                .withAnnotations(Map.of("k8s.v1.cni.cncf.io/network-status", NETWORKS))
                .addNewOwnerReference()
                .withController(true)
                .withKind(kind)
                .withName(owner)
                .endOwnerReference()
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .withPodIP("10.244.0.7")
                .endStatus()
                .build();
    }
}
