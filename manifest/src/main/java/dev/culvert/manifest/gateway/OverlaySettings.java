package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.EngineSettings;
import dev.culvert.agent.settings.GatewaySettings;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.ExitNumbers;
import dev.culvert.manifest.LocalNetworks;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.Pods;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import java.util.List;
import java.util.Map;

/** The settings of an exit's agents in overlay routing: its pod is gateway and router. */
record OverlaySettings(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
    static final String GATEWAY_FOLDER = Pods.RUN + "/gateway";
    static final String ROUTER_FOLDER = Pods.RUN + "/router";

    private static final String UPLINK = "eth0";

    /** Routers of equal priority leave the VIP where it is. */
    private static final int PRIORITY = 100;

    GatewaySettings gateway(Exit exit) {
        Overlay overlay = Overlay.of(gateway, cluster);
        Map<String, Integer> numbers = ExitNumbers.of(gateway);
        return new GatewaySettings(
                exit.name(),
                Overlay.LINK,
                address(overlay, numbers, exit),
                overlay.network(),
                UPLINK,
                LocalNetworks.texts(gateway, cluster),
                tunnel(exit),
                engine(exit),
                new GatewaySettings.Overlay(
                        overlay.vni(),
                        overlay.mtu(),
                        overlay.podNetworks(),
                        gateway.getSpec().exits().stream()
                                .map(other -> new GatewaySettings.Gateway(
                                        address(overlay, numbers, other),
                                        observed.gatewayPods().get(other.name())))
                                .toList(),
                        List.copyOf(observed.clientPods())),
                gateway.getSpec().probeTargets(),
                GATEWAY_FOLDER);
    }

    RouterSettings router(Exit exit) {
        Overlay overlay = Overlay.of(gateway, cluster);
        Map<String, Integer> numbers = ExitNumbers.of(gateway);
        List<Exit> exits = gateway.getSpec().exits();
        return new RouterSettings(
                exit.name(),
                Overlay.LINK,
                address(overlay, numbers, exit),
                overlay.network(),
                UPLINK,
                LocalNetworks.texts(gateway, cluster),
                List.of(new RouterSettings.Vip(overlay.vip(), Overlay.VRID, PRIORITY)),
                exits.stream().map(other -> address(overlay, numbers, other)).toList(),
                exits.stream()
                        .map(other -> new RouterSettings.Gateway(
                                other.name(),
                                numbers.getOrDefault(other.name(), 0),
                                address(overlay, numbers, other),
                                other.share()))
                        .toList(),
                gateway.getSpec().inOrder(),
                new RouterSettings.Self(numbers.getOrDefault(exit.name(), 0), tunnel(exit)),
                gateway.getSpec().probeTargets(),
                Map.of(),
                ROUTER_FOLDER);
    }

    private static String address(Overlay overlay, Map<String, Integer> numbers, Exit exit) {
        return overlay.addresses().gateway(numbers.getOrDefault(exit.name(), 0)).toString();
    }

    static String tunnel(Exit exit) {
        return exit.engine() instanceof Exit.Gluetun ? "tun0" : "wg0";
    }

    private static EngineSettings engine(Exit exit) {
        return switch (exit.engine()) {
            case Exit.Wireguard wireguard ->
                new EngineSettings.WireGuard(Pods.SECRET + "/" + Exit.SecretRef.DEFAULT_KEY);
            case Exit.Gluetun gluetun -> GluetunEngine.settings(gluetun);
            case Exit.External external ->
                throw new IllegalArgumentException("an external exit has no pod: " + exit.name());
        };
    }
}
