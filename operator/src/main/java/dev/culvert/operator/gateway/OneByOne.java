package dev.culvert.operator.gateway;

import dev.culvert.manifest.api.VpnGateway;
import dev.culvert.operator.apply.Owned;
import dev.culvert.operator.cluster.PodReadiness;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Of one gateway, one pod is made anew at a time: each exit and each router is a StatefulSet of its own, and Kubernetes would roll all
 * of them at once. The next one's turn comes when the last one's new pod is ready; what is not ready waits for nobody. A pod that
 * does not come back in {@link #PATIENCE} holds the others no longer: they may be what mends it.
 */
final class OneByOne {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Owned<VpnGateway> owned;
    private final Clock clock;
    private final Map<ResourceID, Instant> written = new ConcurrentHashMap<>();

    OneByOne(Owned<VpnGateway> owned, Clock clock) {
        this.owned = owned;
        this.clock = clock;
    }

    /** Of what is wanted, what may be written now; the rest stays as it is. */
    List<HasMetadata> now(List<HasMetadata> wanted, List<Pod> pods, KubernetesClient client) {
        Map<String, Pod> byName = new HashMap<>();
        pods.forEach(pod -> byName.put(pod.getMetadata().getName(), pod));
        var now = new ArrayList<HasMetadata>();
        var changes = new ArrayList<StatefulSet>();
        boolean busy = false;
        for (HasMetadata object : wanted) {
            Optional<? extends HasMetadata> there = owned.seen(object);
            if (!(object instanceof StatefulSet set) || there.isEmpty()) {
                now.add(object);
                continue;
            }
            Pod pod = byName.get(set.getMetadata().getName() + "-0");
            busy |= isUnderWay((StatefulSet) there.get(), pod);
            if (owned.isSo(client, set)) {
                continue;
            }
            if (pod == null || !PodReadiness.isReady(pod)) {
                now.add(set);
            } else {
                changes.add(set);
            }
        }
        if (!busy && !changes.isEmpty()) {
            now.add(changes.getFirst());
        }
        Set<HasMetadata> first = Set.copyOf(now);
        now.stream()
                .filter(StatefulSet.class::isInstance)
                .forEach(set -> written.put(ResourceID.fromResource(set), clock.instant()));
        return wanted.stream().filter(first::contains).collect(Collectors.toList());
    }

    /** The gateway is gone. */
    void forget(VpnGateway gateway) {
        written.keySet()
                .removeIf(set -> set.getNamespace()
                                .equals(Optional.of(gateway.getMetadata().getNamespace()))
                        && set.getName().startsWith(gateway.getMetadata().getName() + "-"));
    }

    /** Whether it was written lately, and its pod of today's template is not ready yet. */
    private boolean isUnderWay(StatefulSet set, @org.jspecify.annotations.Nullable Pod pod) {
        Instant since = written.get(ResourceID.fromResource(set));
        return since != null
                && clock.instant().isBefore(since.plus(PATIENCE))
                && (pod == null || !PodReadiness.isReady(pod) || !isOfToday(set, pod));
    }

    /** The revision's name comes from the StatefulSet controller; the generation tells whether it has looked. */
    private static boolean isOfToday(StatefulSet set, Pod pod) {
        var status = set.getStatus();
        return status == null
                || status.getUpdateRevision() == null
                || (Objects.requireNonNullElse(status.getObservedGeneration(), 0L)
                                >= Objects.requireNonNullElse(set.getMetadata().getGeneration(), 0L)
                        && status.getUpdateRevision()
                                .equals(pod.getMetadata().getLabels().get("controller-revision-hash")));
    }
}
