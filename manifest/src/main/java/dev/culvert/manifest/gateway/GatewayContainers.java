package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.Companions;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.List;

/** The containers of gateways' and routers' pods, and the volumes that they expect. */
final class GatewayContainers {
    static final String SETTINGS_VOLUME = "settings";
    static final String SECRET_VOLUME = "secret";
    static final String GATEWAY_VOLUME = "gateway-run";
    static final String ROUTER_VOLUME = "router-run";
    static final String WIREGUARD_VOLUME = "wireguard-run";
    static final String TUN_VOLUME = "tun";

    private final ClusterFacts cluster;

    GatewayContainers(ClusterFacts cluster) {
        this.cluster = cluster;
    }

    /** The agent with a tunnel of its own. */
    Container wireguard() {
        return Pods.agent("gateway", cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Pods.role("gateway"))
                .withVolumeMounts(
                        Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS),
                        Pods.readOnly(SECRET_VOLUME, Pods.SECRET),
                        Pods.mount(GATEWAY_VOLUME, OverlaySettings.GATEWAY_FOLDER),
                        Pods.mount(WIREGUARD_VOLUME, "/run/wireguard"),
                        Pods.mount(TUN_VOLUME, "/dev/net/tun"))
                .withResources(Pods.resources("20m", "64Mi", "256Mi"))
                .withReadinessProbe(ready(OverlaySettings.GATEWAY_FOLDER))
                .build();
    }

    /** The agent that spreads flows. It holds raw sockets: echo requests, and the resets that end flows. */
    Container router() {
        return Pods.agent("router", cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Pods.role("router"))
                .withVolumeMounts(
                        Pods.readOnly(SETTINGS_VOLUME, Pods.SETTINGS),
                        Pods.mount(ROUTER_VOLUME, OverlaySettings.ROUTER_FOLDER))
                .withResources(Pods.resources("20m", "64Mi", "256Mi"))
                .build();
    }

    /** keepalived: VIPs' links and addresses, and VRRP's raw socket. */
    Container keepalived() {
        return Pods.agent("keepalived", cluster, "NET_ADMIN", "NET_RAW")
                .withCommand(Companions.keepalived(OverlaySettings.ROUTER_FOLDER))
                .withVolumeMounts(Pods.mount(ROUTER_VOLUME, OverlaySettings.ROUTER_FOLDER))
                .withResources(Pods.resources("10m", "8Mi", "32Mi"))
                .build();
    }

    /** Needs no capability; root, because it writes a file that the agent owns. */
    Container watchdog() {
        return Pods.agent("watchdog", cluster)
                .withCommand(Companions.watchdog(OverlaySettings.ROUTER_FOLDER))
                .withVolumeMounts(Pods.mount(ROUTER_VOLUME, OverlaySettings.ROUTER_FOLDER))
                .withResources(Pods.resources("5m", "4Mi", "16Mi"))
                .build();
    }

    /** Ready is who has seen a packet come back through the tunnel. */
    private static Probe ready(String folder) {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand(List.of("grep", "-q", "\"ready\" : true", folder + "/status.json"))
                .endExec()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(2)
                .withFailureThreshold(2)
                .build();
    }
}
