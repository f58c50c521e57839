package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.engine.Engine;
import dev.culvert.manifest.network.Definitions;
import dev.culvert.model.net.Prefix;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An exit's pod, in a StatefulSet of one: its name stays, and there are never two of it, since two with one WireGuard key
 * would take each other's packets.
 */
final class ExitWorkload {
    static final String COMPONENT = "gateway";

    private final VpnGateway gateway;
    private final ClusterFacts cluster;
    private final Observed observed;

    ExitWorkload(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        this.gateway = gateway;
        this.cluster = cluster;
        this.observed = observed;
    }

    /** Gateway and router in one pod. */
    StatefulSet overlay(Exit exit, Engine engine) {
        var containers = new GatewayContainers(cluster);
        PodSpecBuilder pod = pod(exit, engine, containers)
                .addToContainers(containers.router(), containers.keepalived(), containers.watchdog())
                .addToVolumes(GatewayContainers.routerFolder());
        return statefulSet(exit, pod, Map.of());
    }

    /** A gateway on the client network. */
    StatefulSet network(Exit exit, Engine engine, ClientNetwork network) {
        return statefulSet(
                exit,
                pod(exit, engine, new GatewayContainers(cluster)),
                Map.of(
                        Definitions.ANNOTATION,
                        Definitions.annotation(
                                gateway.getMetadata().getNamespace(),
                                GatewayNames.network(gateway),
                                ClientNetwork.LINK,
                                network.withLength(network.address(exit)))));
    }

    private PodSpecBuilder pod(Exit exit, Engine engine, GatewayContainers containers) {
        PodSpecBuilder pod = GatewayPods.pod(gateway, Labels.EXIT);
        if (exit.engine() instanceof Exit.Gluetun) {
            pod.withInitContainers(containers.lock(engine)).addAllToInitContainers(engine.preparation(cluster));
        }
        return pod.withContainers(containers.gateway(engine))
                .addAllToContainers(engine.beside(cluster))
                .addAllToContainers(Resolution.byOurs(gateway) ? List.of(containers.resolver()) : List.of())
                .addToVolumes(
                        GatewayContainers.settings(GatewayNames.settings(gateway, exit.name())),
                        GatewayContainers.gatewayFolder())
                .addAllToVolumes(engine.volumes());
    }

    private StatefulSet statefulSet(Exit exit, PodSpecBuilder pod, Map<String, String> annotations) {
        var all = new TreeMap<>(annotations);
        String version = observed.secretVersions().get(exit.name());
        if (version != null && exit.engine() instanceof Exit.Gluetun) {
            // Our agent reads a changed file by itself; gluetun has its settings from its environment.
            all.put(Labels.SECRET, version);
        }
        Map<String, String> labels = Meta.labels(gateway, COMPONENT, exit.name());
        return GatewayPods.statefulSet(
                gateway,
                Meta.meta(gateway, GatewayNames.statefulSet(gateway, exit.name()), COMPONENT, exit.name()),
                Map.of(Labels.EXIT, exit.name()),
                labels,
                all,
                pod);
    }

    /** What gluetun's own firewall must let through in a gateway of overlay routing. */
    static Engine.Access overlayAccess(VpnGateway gateway, ClusterFacts cluster) {
        return new Engine.Access(
                Stream.concat(
                                cluster.podNetworksV4().prefixes().stream().map(Object::toString),
                                clusterDns(gateway, cluster))
                        .toList(),
                List.of(Overlay.PORT),
                Resolution.address(gateway),
                gateway.getSpec().asksForPort());
    }

    /** What it must let through in a gateway on the client network. */
    static Engine.Access networkAccess(VpnGateway gateway, ClusterFacts cluster) {
        return new Engine.Access(
                clusterDns(gateway, cluster).toList(),
                List.of(),
                Resolution.address(gateway),
                gateway.getSpec().asksForPort());
    }

    private static Stream<String> clusterDns(VpnGateway gateway, ClusterFacts cluster) {
        return Resolution.resolver(gateway, cluster).stream()
                .flatMap(resolver -> resolver.cluster().stream())
                .map(address -> Prefix.host(address).toString());
    }
}
