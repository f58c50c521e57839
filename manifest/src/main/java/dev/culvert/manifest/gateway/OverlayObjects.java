package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.ExitNumbers;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.Overlay;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.engine.Engine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Overlay routing: for each exit a pod that is gateway and router. */
final class OverlayObjects {
    private OverlayObjects() {}

    static List<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        Overlay overlay = Overlay.of(gateway, cluster);
        var settings = new AgentSettings(gateway, cluster, AgentSettings.Place.of(overlay, ExitNumbers.of(gateway)));
        var workload = new ExitWorkload(gateway, cluster, observed);
        var objects = new ArrayList<>(CommonObjects.of(gateway, cluster));
        var workloads = new ArrayList<HasMetadata>();
        for (Exit exit : gateway.getSpec().exits()) {
            Engine engine = Engine.of(exit, ExitWorkload.overlayAccess(gateway, cluster));
            objects.add(CommonObjects.settings(
                    Meta.meta(
                            gateway, GatewayNames.settings(gateway, exit.name()), ExitWorkload.COMPONENT, exit.name()),
                    Map.of(
                            "gateway.json",
                            settings.gateway(exit, engine, settings.overlay(overlay, observed), observed),
                            "router.json",
                            settings.router(exit, engine))));
            workloads.add(workload.overlay(exit, engine));
        }
        objects.addAll(workloads);
        return List.copyOf(objects);
    }
}
