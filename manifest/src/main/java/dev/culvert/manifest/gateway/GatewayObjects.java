package dev.culvert.manifest.gateway;

import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All objects of one valid gateway, in the order in which they are to be applied: what guards before what is guarded, what is
 * mounted before who mounts it.
 */
public final class GatewayObjects {
    private GatewayObjects() {}

    /**
     * The objects.
     *
     * @param gateway without findings ({@code Validation})
     * @throws dev.culvert.model.InvalidInput if the cluster has no room for it, which Validation would have found
     */
    public static List<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay -> overlay(gateway, cluster, observed);
            case Routing.Sidecar sidecar -> List.of();
            case Routing.Network network -> List.of();
            case Routing.Uplink uplink -> List.of();
        };
    }

    private static List<HasMetadata> overlay(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        var objects = new ArrayList<>(common(gateway, cluster));
        var settings = new OverlaySettings(gateway, cluster, observed);
        for (Exit exit : gateway.getSpec().exits()) {
            objects.add(settings(
                    gateway,
                    exit,
                    Map.of(
                            "gateway.json",
                            SettingsFile.write(settings.gateway(exit)),
                            "router.json",
                            SettingsFile.write(settings.router(exit)))));
        }
        for (Exit exit : gateway.getSpec().exits()) {
            objects.add(ExitWorkload.overlay(gateway, exit, cluster));
        }
        return List.copyOf(objects);
    }

    /** What every gateway with pods has. */
    private static List<HasMetadata> common(VpnGateway gateway, ClusterFacts cluster) {
        return List.of(
                GatewayPolicy.of(gateway, cluster),
                new ServiceAccountBuilder()
                        .withMetadata(Meta.meta(gateway, GatewayNames.serviceAccount(gateway), ExitWorkload.COMPONENT))
                        .withAutomountServiceAccountToken(false)
                        .build(),
                new ServiceBuilder()
                        .withMetadata(Meta.meta(gateway, GatewayNames.service(gateway), ExitWorkload.COMPONENT))
                        .withNewSpec()
                        .withClusterIP("None")
                        .withPublishNotReadyAddresses(true)
                        .withSelector(Meta.pods(gateway))
                        .endSpec()
                        .build(),
                Budget.of(gateway, cluster));
    }

    private static ConfigMap settings(VpnGateway gateway, Exit exit, Map<String, String> files) {
        return new ConfigMapBuilder()
                .withMetadata(Meta.meta(gateway, GatewayNames.settings(gateway, exit.name()), ExitWorkload.COMPONENT))
                .withData(new TreeMap<>(files))
                .build();
    }
}
