package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Routing;
import dev.culvert.manifest.api.VpnGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * All objects of one valid gateway, in the order in which they are to be applied: what guards before what is guarded, what is
 * mounted before who mounts it.
 */
public final class GatewayObjects {
    private GatewayObjects() {}

    /**
     * The objects. In sidecar and uplink routing there are none: the tunnel is in the client's pod, or somebody else's.
     *
     * @param gateway without findings ({@code Validation})
     * @throws dev.culvert.model.InvalidInput if the cluster has no room for it, which Validation would have found
     */
    public static List<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        return switch (gateway.getSpec().routing().method()) {
            case Routing.Overlay overlay -> OverlayObjects.of(gateway, cluster, observed);
            case Routing.Network network -> NetworkObjects.of(gateway, cluster, observed);
            case Routing.Sidecar sidecar -> List.of();
            case Routing.Uplink uplink -> List.of();
        };
    }
}
