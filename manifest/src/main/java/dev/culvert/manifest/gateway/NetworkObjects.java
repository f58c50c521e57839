package dev.culvert.manifest.gateway;

import dev.culvert.manifest.ClientNetwork;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Observed;
import dev.culvert.manifest.api.Exit;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.engine.Engine;
import dev.culvert.manifest.network.GatewayDefinition;
import dev.culvert.model.net.IpAddress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Network routing: a pod for each exit that is not somebody else's, and routers in front of them. */
final class NetworkObjects {
    private final VpnGateway gateway;
    private final ClusterFacts cluster;
    private final ClientNetwork network;
    private final AgentSettings settings;
    private final List<HasMetadata> objects = new ArrayList<>();
    private final List<HasMetadata> workloads = new ArrayList<>();

    private NetworkObjects(VpnGateway gateway, ClusterFacts cluster) {
        this.gateway = gateway;
        this.cluster = cluster;
        network = ClientNetwork.of(gateway, cluster);
        settings = new AgentSettings(gateway, cluster, AgentSettings.Place.of(network));
    }

    static List<HasMetadata> of(VpnGateway gateway, ClusterFacts cluster, Observed observed) {
        return new NetworkObjects(gateway, cluster).make(observed);
    }

    private List<HasMetadata> make(Observed observed) {
        objects.addAll(CommonObjects.of(gateway, cluster));
        objects.add(GatewayDefinition.of(
                Meta.meta(gateway, GatewayNames.network(gateway), ExitWorkload.COMPONENT), network));
        var workload = new ExitWorkload(gateway, cluster, observed);
        for (Exit exit : gateway.getSpec().exits()) {
            if (!(exit.engine() instanceof Exit.External)) {
                Engine engine = Engine.of(exit, ExitWorkload.networkAccess(gateway, cluster));
                objects.add(CommonObjects.settings(
                        Meta.meta(
                                gateway,
                                GatewayNames.settings(gateway, exit.name()),
                                ExitWorkload.COMPONENT,
                                exit.name()),
                        Map.of("gateway.json", settings.gateway(exit, engine, null, observed))));
                workloads.add(workload.network(exit, engine, network));
            }
        }
        routers();
        objects.addAll(workloads);
        return List.copyOf(objects);
    }

    private void routers() {
        List<String> routers =
                network.routers().stream().map(IpAddress::toString).toList();
        for (int number = 1; number <= routers.size(); number++) {
            objects.add(CommonObjects.settings(
                    Meta.meta(gateway, GatewayNames.routerSettings(gateway, number), RouterWorkload.COMPONENT),
                    Map.of("router.json", settings.router("router-" + number, routers.get(number - 1), routers))));
            workloads.add(RouterWorkload.of(gateway, number, network, cluster));
        }
    }
}
