package dev.culvert.manifest.client;

import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.ClientSettings.Overlay.Vip;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.agent.settings.SidecarSettings;
import dev.culvert.manifest.AgentPage;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Inbound;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.Resolution;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnClient;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.engine.Engine;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The settings of the agent in clients' pods; none in network and uplink routing, where nothing of ours runs in them. */
final class ClientSettingsFiles {
    private static final String UPLINK = "eth0";

    /** The file that sidecars read, and read again. */
    static final String SIDECAR = "sidecar.json";

    private static final String CLIENT = "client.json";

    private ClientSettingsFiles() {}

    /**
     * A file.
     *
     * @param file its name
     * @param content the settings, as the agent reads them
     */
    record File(String file, Object content) {}

    static Optional<File> of(VpnClient client, VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        List<String> local = LocalNetworks.texts(gateway, cluster);
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                Optional.of(new File(
                        CLIENT,
                        overlay(
                                gateway,
                                cluster,
                                local,
                                List.copyOf(observed.gatewayPods().values()))));
            case Routing.Sidecar sidecar ->
                Optional.of(new File(SIDECAR, sidecar(client, gateway, sidecar, cluster, local)));
            case Routing.Network network -> Optional.empty();
            case Routing.Uplink uplink -> Optional.empty();
        };
    }

    /**
     * What is to be read instead of {@code settings} by who has no gateway any more: a sidecar has no tunnel, and in overlay routing
     * a pod that starts knows no gateway's pod. It follows the first frame of one that knows it for a client.
     */
    static Optional<File> closed(ConfigMap settings) {
        Map<String, String> files = Objects.requireNonNullElse(settings.getData(), Map.of());
        return Optional.ofNullable(files.get(SIDECAR))
                .map(text -> SettingsFile.parse(SIDECAR, text, SidecarSettings.class))
                .map(before -> new File(SIDECAR, before.withoutTunnel()))
                .or(() -> Optional.ofNullable(files.get(CLIENT))
                        .map(text -> SettingsFile.parse(CLIENT, text, ClientSettings.class))
                        .map(before -> new File(CLIENT, before.withoutGateways())));
    }

    /**
     * What of the settings makes new pods necessary: where gateways are today is none of it, nor which nodes the cluster
     * has. A sidecar reads changed settings by itself.
     */
    static Optional<Object> lasting(VpnGateway gateway, ClusterFacts cluster) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                Optional.of(overlay(gateway, cluster, gateway.getSpec().local(), List.of()));
            case Routing.Sidecar sidecar -> Optional.empty();
            case Routing.Network network ->
                Optional.of(List.of(
                        network,
                        gateway.getSpec().local(),
                        Resolution.names(gateway, cluster).stream().toList()));
            case Routing.Uplink uplink ->
                Optional.of(List.of(uplink, gateway.getSpec().local()));
        };
    }

    private static ClientSettings overlay(
            VpnGateway gateway, ClusterFacts cluster, List<String> local, List<String> gateways) {
        Overlay overlay = Overlay.of(gateway, cluster);
        return new ClientSettings(
                UPLINK,
                Overlay.LINK,
                local,
                new ClientSettings.Overlay(
                        overlay.vni(),
                        overlay.mtu(),
                        overlay.network(),
                        overlay.podNetworks(),
                        List.of(new Vip(overlay.vip(), Overlay.VRID)),
                        gateways),
                Resolution.names(gateway, cluster).orElse(null));
    }

    private static SidecarSettings sidecar(
            VpnClient client, VpnGateway gateway, Routing.Sidecar routing, ClusterFacts cluster, List<String> local) {
        Engine engine = ClientParts.engine(gateway, cluster);
        return new SidecarSettings(
                client.getMetadata().getName(),
                UPLINK,
                local,
                engine.tunnel(),
                engine.settings(),
                gateway.getSpec().probeTargets(),
                Pods.RUN,
                AgentPage.ofSidecar(gateway.getSpec(), routing.page()),
                gateway.getSpec().ports().stream()
                        .filter(port -> client.getSpec().ports().contains(port.name()))
                        .flatMap(port -> Inbound.ports(port, List.of()))
                        .toList(),
                Resolution.names(gateway, cluster).orElse(null),
                Resolution.resolver(gateway, cluster).orElse(null));
    }
}
