package dev.culvert.manifest.client;

import dev.culvert.agent.settings.ClientSettings;
import dev.culvert.agent.settings.ClientSettings.Overlay.Vip;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import java.util.List;
import java.util.Optional;

/** The settings of the agent in clients' pods; none in network and uplink routing, where nothing of ours runs in them. */
final class ClientSettingsFiles {
    private static final String UPLINK = "eth0";

    private ClientSettingsFiles() {}

    /**
     * A file.
     *
     * @param file its name
     * @param content the settings, as the agent reads them
     */
    record File(String file, Object content) {}

    static Optional<File> of(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                Optional.of(new File(
                        "client.json",
                        overlay(
                                gateway,
                                cluster,
                                LocalNetworks.texts(gateway, cluster),
                                List.copyOf(observed.gatewayPods().values()))));
            case Routing.Sidecar sidecar -> Optional.empty();
            case Routing.Network network -> Optional.empty();
            case Routing.Uplink uplink -> Optional.empty();
        };
    }

    /** What of the settings makes new pods necessary: not where gateways are today, nor which nodes the cluster has. */
    static Optional<Object> lasting(VpnGateway gateway, ClusterFacts cluster) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay ->
                Optional.of(overlay(gateway, cluster, gateway.getSpec().local(), List.of()));
            case Routing.Sidecar sidecar -> Optional.empty();
            case Routing.Network network -> Optional.empty();
            case Routing.Uplink uplink -> Optional.empty();
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
                        gateways));
    }
}
