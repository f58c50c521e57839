package dev.culvert.operator.gateway;

import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.manifest.ClusterFacts;
import dev.culvert.manifest.Labels;
import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.manifest.network.NodeObjects;
import dev.culvert.manifest.validation.Validation;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.apply.SettingsTouch;
import dev.culvert.operator.cluster.CachedKnown;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs on nodes for second networks, once for all gateways that have one, and for pods that are closed there. With the last of
 * them it goes: first its agents are told to take their bridges away, then they are ended.
 */
final class NodeWorkload {
    /** Whose its objects are, no gateway being their only owner. */
    static final ResourceID ALL = new ResourceID(NodeObjects.NAME);

    /** Agents read settings within a second after their pod was touched; kubelets may be busy. */
    private static final Duration TO_TAKE_AWAY = Duration.ofSeconds(10);

    private final Owned<VpnGateway> owned;
    private final CachedKnown known;
    private final Supplier<Optional<Map<String, Boolean>>> told;
    private final Clock clock;
    private @Nullable Instant dismissed;

    /**
     * Nothing yet.
     *
     * @param told see {@link dev.culvert.manifest.network.ClientDefinition#told}; empty until all that it depends on is watched
     */
    NodeWorkload(
            Owned<VpnGateway> owned, CachedKnown known, Supplier<Optional<Map<String, Boolean>>> told, Clock clock) {
        this.owned = owned;
        this.known = known;
        this.told = told;
        this.clock = clock;
    }

    /** Makes it what gateways and closed pods need. Whether it is so now; else it wants another look. */
    synchronized boolean settle(KubernetesClient client) {
        Optional<Map<String, Boolean>> words = told.get();
        if (words.isEmpty()) {
            return false;
        }
        List<VpnGateway> need = GatewaySources.needNodes(known.gateways()).toList();
        List<VpnGateway> usable = need.stream().filter(this::isUsable).toList();
        if (usable.isEmpty() && !need.isEmpty()) {
            // Specs that cannot be used leave what was made of the last ones that could.
            return true;
        }
        ClusterFacts cluster = known.cluster();
        List<HasMetadata> wanted = NodeObjects.of(
                usable, usable.size() == need.size() ? List.of() : networks(cluster), words.get(), cluster);
        if (!wanted.isEmpty()) {
            dismissed = null;
            for (HasMetadata object : wanted) {
                if (owned.apply(client, List.of(object)) > 0 && object instanceof ConfigMap settings) {
                    touch(settings, cluster, client);
                }
            }
            return true;
        }
        if (owned.of(ALL).isEmpty()) {
            dismissed = null;
            return true;
        }
        ConfigMap nothing = NodeObjects.nothing(cluster);
        if (dismissed == null) {
            owned.apply(client, List.of(nothing));
            dismissed = touch(nothing, cluster, client) ? clock.instant() : Instant.EPOCH;
        }
        if (clock.instant().isBefore(dismissed.plus(TO_TAKE_AWAY))) {
            return false;
        }
        owned.prune(client, ALL, List.of());
        return true;
    }

    /**
     * Those that nodes have now. While a spec cannot be used they all stay, since it does not say any more which is its own: without its
     * bridge on a node, pods there would be cut off even when the spec is right again.
     */
    private List<NodeSettings.Network> networks(ClusterFacts cluster) {
        return owned.seen(NodeObjects.nothing(cluster)).stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .flatMap(settings -> NodeObjects.networks(settings).stream())
                .toList();
    }

    /** Nothing here is made of an uplink gateway's spec: one that cannot be used any more is there all the same. */
    private boolean isUsable(VpnGateway gateway) {
        return (gateway.getSpec().routing().uplink() != null && !owned.of(ALL).isEmpty())
                || Validation.of(gateway, known).stream()
                        .noneMatch(finding -> finding.reason().condition().equals("Invalid"));
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
