package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.Companions;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.engine.Engine;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;

/** The containers of gateways' and routers' pods, and the volumes that they share. */
final class GatewayContainers {
    static final String GATEWAY_FOLDER = Pods.RUN + "/gateway";
    static final String ROUTER_FOLDER = Pods.RUN + "/router";

    private static final String SETTINGS_VOLUME = "settings";
    private static final String GATEWAY_VOLUME = "gateway-run";
    private static final String ROUTER_VOLUME = "router-run";

    private final ClusterFacts cluster;

    GatewayContainers(ClusterFacts cluster) {
        this.cluster = cluster;
    }

    static Volume settings(String configMap) {
        return Pods.configMap(SETTINGS_VOLUME, configMap);
    }

    static Volume gatewayFolder() {
        return Pods.empty(GATEWAY_VOLUME);
    }

    static Volume routerFolder() {
        return Pods.empty(ROUTER_VOLUME);
    }

    /** Closes the pod before an engine that is not ours runs in it. */
    Container lock(Engine engine) {
        return Pods.agent("lock", cluster, "NET_ADMIN")
                .withCommand("/culvert/agent", "lock", "--settings", Pods.SETTINGS + "/gateway.json")
                .withVolumeMounts(Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS))
                .addAllToVolumeMounts(engine.lockMounts())
                .withResources(Pods.resources("10m", "32Mi", "192Mi"))
                .build();
    }

    /** The agent that holds or guards the tunnel. */
    Container gateway(Engine engine) {
        return Pods.agent(GatewayNames.AGENT, cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Pods.role("gateway"))
                .withVolumeMounts(
                        Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS),
                        Pods.mount(GATEWAY_VOLUME, GATEWAY_FOLDER),
                        GatewayPods.token())
                .addAllToVolumeMounts(engine.agentMounts())
                .withResources(Pods.resources("20m", "64Mi", "256Mi"))
                .withReadinessProbe(ready(GATEWAY_FOLDER))
                .build();
    }

    /** The agent that spreads flows. It holds raw sockets: echo requests, and the resets that end flows. */
    Container router() {
        return Pods.agent("router", cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Pods.role("router"))
                .withVolumeMounts(
                        Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS),
                        Pods.mount(ROUTER_VOLUME, ROUTER_FOLDER),
                        GatewayPods.token())
                .withResources(Pods.resources("20m", "64Mi", "256Mi"))
                .build();
    }

    /** The same in a pod of its own, where it is what the pod is ready for. */
    Container routerAlone() {
        Container router = router();
        router.setReadinessProbe(ready(ROUTER_FOLDER));
        return router;
    }

    /** keepalived: VIPs' links and addresses, and VRRP's raw socket. */
    Container keepalived() {
        return Pods.agent("keepalived", cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Companions.keepalived(ROUTER_FOLDER))
                .withVolumeMounts(Pods.mount(ROUTER_VOLUME, ROUTER_FOLDER))
                .withResources(Pods.resources("10m", "8Mi", "32Mi"))
                .build();
    }

    Container resolver() {
        return Pods.resolver("resolver", cluster, GATEWAY_VOLUME, GATEWAY_FOLDER);
    }

    /** Needs no capability; root, because it writes a file that the agent owns. */
    Container watchdog() {
        return Pods.agent("watchdog", cluster)
                .withCommand(Companions.watchdog(ROUTER_FOLDER))
                .withVolumeMounts(Pods.mount(ROUTER_VOLUME, ROUTER_FOLDER))
                .withResources(Pods.resources("5m", "4Mi", "16Mi"))
                .build();
    }

    /** Ready is who has seen a packet come back through a tunnel. */
    private static Probe ready(String folder) {
        return new ProbeBuilder()
                .withExec(Pods.ready(folder))
                // A runtime takes a tenth of a second of a processor for each; nobody's flows wait for it.
                .withPeriodSeconds(3)
                .withTimeoutSeconds(2)
                .withFailureThreshold(2)
                .build();
    }
}
