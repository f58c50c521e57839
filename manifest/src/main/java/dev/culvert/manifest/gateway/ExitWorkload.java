package dev.culvert.manifest.gateway;

import static dev.culvert.manifest.gateway.GatewayContainers.GATEWAY_VOLUME;
import static dev.culvert.manifest.gateway.GatewayContainers.ROUTER_VOLUME;
import static dev.culvert.manifest.gateway.GatewayContainers.SECRET_VOLUME;
import static dev.culvert.manifest.gateway.GatewayContainers.SETTINGS_VOLUME;
import static dev.culvert.manifest.gateway.GatewayContainers.TUN_VOLUME;
import static dev.culvert.manifest.gateway.GatewayContainers.WIREGUARD_VOLUME;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.TreeMap;

/**
 * An exit's pod, in a StatefulSet of one: its name stays, and there are never two of it, since two with one WireGuard key
 * would take each other's packets.
 */
final class ExitWorkload {
    static final String COMPONENT = "gateway";

    /** A router that leaves gives the VIP away; then nothing is left to wait for. */
    private static final long GRACE_SECONDS = 10;

    private ExitWorkload() {}

    static StatefulSet overlay(VpnGateway gateway, Exit exit, ClusterFacts cluster) {
        var containers = new GatewayContainers(cluster);
        var pod = pod(gateway)
                .withContainers(
                        containers.wireguard(), containers.router(), containers.keepalived(), containers.watchdog())
                .addToVolumes(
                        Pods.configMap(SETTINGS_VOLUME, GatewayNames.settings(gateway, exit.name())),
                        Pods.empty(GATEWAY_VOLUME),
                        Pods.empty(ROUTER_VOLUME));
        if (exit.engine() instanceof Exit.Wireguard(var secret)) {
            pod.addToVolumes(
                    Pods.secretFile(SECRET_VOLUME, secret.name(), secret.file(), Exit.SecretRef.DEFAULT_KEY),
                    Pods.empty(WIREGUARD_VOLUME),
                    Pods.tun(TUN_VOLUME));
        }
        return statefulSet(gateway, exit, pod, Map.of());
    }

    private static StatefulSet statefulSet(
            VpnGateway gateway, Exit exit, PodSpecBuilder pod, Map<String, String> annotations) {
        Map<String, String> selector = new TreeMap<>(Meta.pods(gateway));
        selector.put(Labels.EXIT, exit.name());
        PodTemplateSpec template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Meta.labels(gateway, COMPONENT, exit.name()))
                .withAnnotations(annotations.isEmpty() ? null : annotations)
                .endMetadata()
                .withSpec(pod.build())
                .build();
        return new StatefulSetBuilder()
                .withMetadata(Meta.meta(gateway, GatewayNames.statefulSet(gateway, exit.name()), COMPONENT))
                .editMetadata()
                .addToLabels(Labels.EXIT, exit.name())
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(GatewayNames.service(gateway))
                .withSelector(
                        new LabelSelectorBuilder().withMatchLabels(selector).build())
                .withTemplate(template)
                .endSpec()
                .build();
    }

    private static PodSpecBuilder pod(VpnGateway gateway) {
        return new PodSpecBuilder()
                .withServiceAccountName(GatewayNames.serviceAccount(gateway))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withTopologySpreadConstraints(new TopologySpreadConstraintBuilder()
                        .withMaxSkew(1)
                        .withTopologyKey("kubernetes.io/hostname")
                        .withWhenUnsatisfiable("ScheduleAnyway")
                        .withLabelSelector(new LabelSelectorBuilder()
                                .withMatchLabels(Meta.pods(gateway))
                                .build())
                        .build());
    }
}
