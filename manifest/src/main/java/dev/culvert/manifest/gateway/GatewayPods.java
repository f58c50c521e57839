package dev.culvert.manifest.gateway;

import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.TreeMap;

/** What pods of gateways and routers have in common, and the StatefulSets of one that they are in. */
final class GatewayPods {
    /** A router that leaves gives the VIP away; then nothing is left to wait for. */
    private static final long GRACE_SECONDS = 10;

    /** Where agents tell their status. */
    static final int STATUS_PORT = 9317;

    private static final String TOKEN_VOLUME = "token";

    private GatewayPods() {}

    /** The word by which an agent knows who may ask for its status. */
    static VolumeMount token() {
        return Pods.token(TOKEN_VOLUME);
    }

    /**
     * A pod that may do nothing with the API server, on a node with as few others of its kind as can be, of those that the user
     * wants.
     *
     * @param kind the label that all pods of its kind have, routers' or exits'
     */
    static PodSpecBuilder pod(VpnGateway gateway, String kind) {
        return gateway.getSpec()
                .ownPods()
                .in(new PodSpecBuilder())
                .withServiceAccountName(GatewayNames.serviceAccount(gateway))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNewSecurityContext()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withVolumes(Pods.token(TOKEN_VOLUME, GatewayNames.statusToken(gateway)))
                .withTopologySpreadConstraints(new TopologySpreadConstraintBuilder()
                        .withMaxSkew(1)
                        .withTopologyKey("kubernetes.io/hostname")
                        .withWhenUnsatisfiable("ScheduleAnyway")
                        .withLabelSelector(new LabelSelectorBuilder(selector(Meta.pods(gateway)))
                                .addNewMatchExpression()
                                .withKey(kind)
                                .withOperator("Exists")
                                .endMatchExpression()
                                .build())
                        .build());
    }

    /**
     * A StatefulSet of one pod. In order, Kubernetes would wait for ever for a pod that does not become ready before it replaces it by
     * one that may (kubernetes#67250); there are never two.
     *
     * @param own the labels that, with the gateway's, only its pod has
     * @param labels of the pod
     */
    static StatefulSet statefulSet(
            VpnGateway gateway,
            ObjectMeta meta,
            Map<String, String> own,
            Map<String, String> labels,
            Map<String, String> annotations,
            PodSpecBuilder pod) {
        Map<String, String> selected = new TreeMap<>(Meta.pods(gateway));
        selected.putAll(own);
        return new StatefulSetBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withReplicas(1)
                .withPodManagementPolicy("Parallel")
                .withServiceName(GatewayNames.service(gateway))
                .withSelector(selector(selected))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations.isEmpty() ? null : annotations)
                .endMetadata()
                .withSpec(pod.build())
                .endTemplate()
                .endSpec()
                .build();
    }

    private static LabelSelector selector(Map<String, String> labels) {
        return new LabelSelectorBuilder().withMatchLabels(labels).build();
    }
}
