package dev.culvert.operator.gateway;

import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.SettingsTouch;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What runs on nodes for second networks, once for all gateways that have one. With the last of them it goes: first its agents are
 * told to take their bridges away, then they are ended.
 */
final class NodeWorkload {
    /** Whose its objects are, no gateway being their only owner. */
    static final ResourceID ALL = new ResourceID(NodeObjects.NAME);

    /** Agents read settings within a second after their pod was touched; kubelets may be busy. */
    private static final Duration TO_TAKE_AWAY = Duration.ofSeconds(10);

    private final Owned<VpnGateway> owned;
    private final Clock clock;
    private @Nullable Instant told;

    NodeWorkload(Owned<VpnGateway> owned, Clock clock) {
        this.owned = owned;
        this.clock = clock;
    }

    /** Makes it what these gateways need. Whether it is so now; else it wants another look. */
    synchronized boolean settle(List<VpnGateway> gateways, ClusterFacts cluster, KubernetesClient client) {
        List<HasMetadata> wanted = NodeObjects.of(gateways, cluster);
        if (!wanted.isEmpty()) {
            told = null;
            owned.apply(client, wanted);
            return true;
        }
        if (owned.of(ALL).isEmpty()) {
            told = null;
            return true;
        }
        ConfigMap nothing = NodeObjects.nothing(cluster);
        if (told == null) {
            owned.apply(client, List.of(nothing));
            told = touch(nothing, cluster, client) ? clock.instant() : Instant.EPOCH;
        }
        if (clock.instant().isBefore(told.plus(TO_TAKE_AWAY))) {
            return false;
        }
        owned.prune(client, ALL, List.of());
        return true;
    }

    /** Whether there was an agent to tell. */
    private static boolean touch(ConfigMap settings, ClusterFacts cluster, KubernetesClient client) {
        List<Pod> pods = client.pods()
                .inNamespace(cluster.namespace())
                .withLabels(NodeObjects.labels())
                .withoutLabel(Labels.GATEWAY)
                .list()
                .getItems();
        pods.forEach(pod -> new SettingsTouch(client).touch(pod, settings));
        return !pods.isEmpty();
    }
}
