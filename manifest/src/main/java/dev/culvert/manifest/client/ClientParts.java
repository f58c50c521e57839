package dev.culvert.manifest.client;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.engine.Engine;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What runs in a client's pod beside the user's, by routing method: in network and uplink routing nothing.
 *
 * @param initContainers before all of the user's
 * @param containers beside them
 * @param volumes of these
 */
public record ClientParts(List<Container> initContainers, List<Container> containers, List<Volume> volumes) {
    static final String CONTAINER = "culvert";
    static final String RESOLVER = "culvert-resolver";
    static final ClientParts NONE = new ClientParts(List.of(), List.of(), List.of());

    private static final String LOCK = "culvert-lock";
    static final String SETTINGS_VOLUME = "culvert-settings";
    private static final String RUN_VOLUME = "culvert-run";
    private static final String TOKEN_VOLUME = "culvert-status";

    static ClientParts of(VpnClient client, VpnGateway gateway, ClusterFacts cluster) {
        Volume settings = Pods.configMap(SETTINGS_VOLUME, ClientNames.settings(client));
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay -> new ClientParts(List.of(overlay(cluster)), List.of(), List.of(settings));
            case Routing.Sidecar sidecar ->
                sidecar(gateway, List.of(settings, Pods.token(TOKEN_VOLUME, ClientNames.statusToken(client))), cluster);
            case Routing.Network network -> NONE;
            case Routing.Uplink uplink -> NONE;
        };
    }

    /** The engine in a client's own pod. Its settings make pods anew, so they name no node, of which others may come. */
    static Engine engine(VpnGateway gateway, ClusterFacts cluster) {
        return Engine.of(
                gateway.getSpec().exits().getFirst(),
                new Engine.Access(
                        Stream.of(
                                        cluster.podNetworks(),
                                        cluster.serviceNetworks(),
                                        gateway.getSpec().local())
                                .flatMap(List::stream)
                                .toList(),
                        List.of(),
                        Resolution.address(gateway),
                        gateway.getSpec().asksForPort()));
    }

    /** Sets the pod up and ends. */
    private static Container overlay(ClusterFacts cluster) {
        return Pods.agent(CONTAINER, cluster, "NET_ADMIN")
                .withCommand(Pods.role("client"))
                .withVolumeMounts(Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS))
                .withResources(Pods.resources("10m", "32Mi", "192Mi"))
                .build();
    }

    private static ClientParts sidecar(VpnGateway gateway, List<Volume> mounted, ClusterFacts cluster) {
        Engine engine = engine(gateway, cluster);
        var before = new ArrayList<Container>();
        before.add(lock(engine, cluster));
        before.addAll(engine.preparation(cluster));
        var beside = new ArrayList<>(engine.beside(cluster));
        if (Resolution.byOurs(gateway)) {
            beside.add(Pods.resolver(RESOLVER, cluster, RUN_VOLUME, Pods.RUN));
        }
        beside.add(agent(engine, cluster));
        var volumes = new ArrayList<>(mounted);
        volumes.add(Pods.empty(RUN_VOLUME));
        volumes.addAll(engine.volumes());
        if (!cluster.atLeast(ClusterFacts.NATIVE_SIDECARS)) {
            return new ClientParts(List.copyOf(before), List.copyOf(beside), List.copyOf(volumes));
        }
        beside.forEach(container -> container.setRestartPolicy("Always"));
        // The user's containers start once a packet has come back through the tunnel.
        beside.getLast()
                .setStartupProbe(new ProbeBuilder()
                        .withExec(Pods.ready(Pods.RUN))
                        .withPeriodSeconds(1)
                        .withFailureThreshold(600)
                        .build());
        before.addAll(beside);
        return new ClientParts(List.copyOf(before), List.of(), List.copyOf(volumes));
    }

    /** It leaves to the agent where the tunnel's servers are: behind the lock their names may not be asked for. */
    private static Container lock(Engine engine, ClusterFacts cluster) {
        return Pods.agent(LOCK, cluster, "NET_ADMIN")
                .withCommand("/culvert/agent", "lock", "--settings", Pods.SETTINGS + "/sidecar.json")
                .withVolumeMounts(Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS), Pods.mount(RUN_VOLUME, Pods.RUN))
                .addAllToVolumeMounts(engine.lockMounts())
                .withResources(Pods.resources("10m", "32Mi", "192Mi"))
                .build();
    }

    private static Container agent(Engine engine, ClusterFacts cluster) {
        return Pods.agent(CONTAINER, cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Pods.role("sidecar"))
                .withVolumeMounts(
                        Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS),
                        Pods.mount(RUN_VOLUME, Pods.RUN),
                        Pods.token(TOKEN_VOLUME))
                .addAllToVolumeMounts(engine.agentMounts())
                .withResources(Pods.resources("20m", "64Mi", "256Mi"))
                .build();
    }
}
