package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.Definitions;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A router's pod. Each has a StatefulSet of its own, because each has an address of its own on the client network, and a template can
 * name but one.
 */
final class RouterWorkload {
    static final String COMPONENT = "router";

    private RouterWorkload() {}

    static StatefulSet of(VpnGateway gateway, int number, ClientNetwork network, ClusterFacts cluster) {
        var containers = new GatewayContainers(cluster);
        String name = GatewayNames.router(gateway, number);
        Map<String, String> own = Map.of(Labels.ROUTER, String.valueOf(number));
        Map<String, String> labels = new TreeMap<>(Meta.labels(gateway, COMPONENT));
        labels.putAll(own);
        return GatewayPods.statefulSet(
                gateway,
                Meta.meta(gateway, name, COMPONENT),
                own,
                labels,
                Map.of(
                        Definitions.ANNOTATION,
                        Definitions.annotation(
                                gateway.getMetadata().getNamespace(),
                                GatewayNames.network(gateway),
                                ClientNetwork.LINK,
                                network.withLength(network.plan().router(number)))),
                GatewayPods.pod(gateway, Labels.ROUTER)
                        .withContainers(containers.routerAlone(), containers.keepalived(), containers.watchdog())
                        .addToVolumes(
                                GatewayContainers.settings(GatewayNames.routerSettings(gateway, number)),
                                GatewayContainers.routerFolder()));
    }
}
