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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Of one gateway, one pod is made anew at a time: each exit and each router is a StatefulSet of its own, and Kubernetes would roll all
 * of them at once. The next one's turn comes when the last one's new pod is ready; what is not ready waits for nobody. A pod that
 * does not come back in {@link #PATIENCE} holds the others no longer: they may be what mends it. What was written before this
 * operator started may have been so just before.
 */
final class OneByOne {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Owned<VpnGateway> owned;
    private final Clock clock;
    private final Instant started;
    private final Map<ResourceID, Instant> written = new ConcurrentHashMap<>();

    /**
     * A StatefulSet that is there.
     *
     * @param wanted what it should be
     * @param pod its pod, if there is one
     * @param isSo whether it is as it should be
     * @param written when it may have been written last
     */
    record Member(StatefulSet wanted, StatefulSet there, Optional<Pod> pod, boolean isSo, Instant written) {
        private boolean isReady() {
            return pod.filter(PodReadiness::isReady).isPresent();
        }

        /** Whether it was written lately, and its pod of today's template is not ready yet. */
        private boolean isUnderWay(Instant now) {
            return now.isBefore(written.plus(PATIENCE))
                    && !(isReady() && pod.filter(this::isOfToday).isPresent());
        }

        /** The revision's name comes from the StatefulSet controller; the generation tells whether it has looked. */
        private boolean isOfToday(Pod its) {
            var status = there.getStatus();
            return status == null
                    || status.getUpdateRevision() == null
                    || (Objects.requireNonNullElse(status.getObservedGeneration(), 0L)
                                    >= Objects.requireNonNullElse(
                                            there.getMetadata().getGeneration(), 0L)
                            && status.getUpdateRevision()
                                    .equals(its.getMetadata().getLabels().get("controller-revision-hash")));
        }
    }

    OneByOne(Owned<VpnGateway> owned, Clock clock) {
        this.owned = owned;
        this.clock = clock;
        started = clock.instant();
    }

    /** Of what is wanted, what may be written now; the rest stays as it is. */
    List<HasMetadata> now(List<HasMetadata> wanted, List<Pod> pods, KubernetesClient client) {
        Map<String, Pod> byName = new HashMap<>();
        pods.forEach(pod -> byName.put(pod.getMetadata().getName(), pod));
        var now = new HashSet<HasMetadata>();
        var members = new ArrayList<Member>();
        for (HasMetadata object : wanted) {
            Optional<? extends HasMetadata> there = owned.seen(object);
            if (object instanceof StatefulSet set && there.isPresent()) {
                members.add(new Member(
                        set,
                        (StatefulSet) there.get(),
                        Optional.ofNullable(byName.get(set.getMetadata().getName() + "-0")),
                        owned.isSo(client, set),
                        written.getOrDefault(ResourceID.fromResource(set), started)));
            } else {
                now.add(object);
            }
        }
        now.addAll(next(members, clock.instant()));
        now.stream()
                .filter(StatefulSet.class::isInstance)
                .forEach(set -> written.put(ResourceID.fromResource(set), clock.instant()));
        return wanted.stream().filter(now::contains).toList();
    }

    /** Those of a gateway's StatefulSets that are to be written: all that are not ready, and one that is if none is under way. */
    static List<StatefulSet> next(List<Member> members, Instant now) {
        boolean busy = members.stream().anyMatch(member -> member.isUnderWay(now));
        List<Member> changes = members.stream().filter(member -> !member.isSo()).toList();
        return Stream.concat(
                        changes.stream().filter(member -> !member.isReady()),
                        changes.stream().filter(Member::isReady).limit(busy ? 0 : 1))
                .map(Member::wanted)
                .toList();
    }

    /** The gateway is gone. */
    void forget(VpnGateway gateway) {
        written.keySet()
                .removeIf(set -> set.getNamespace()
                                .equals(Optional.of(gateway.getMetadata().getNamespace()))
                        && set.getName().startsWith(gateway.getMetadata().getName() + "-"));
    }
}
