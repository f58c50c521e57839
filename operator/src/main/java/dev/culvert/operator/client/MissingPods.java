package dev.culvert.operator.client;

import dev.culvert.manifest.api.VpnClient;
import dev.culvert.operator.cluster.Refusals;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a client's workload has fewer pods than it should: events of it say so, of the ReplicaSet where it is a Deployment. Pods of Jobs
 * end by themselves, and a DaemonSet's nodes are not counted here: that some are missing means nothing there.
 */
final class MissingPods {
    /** Kubernetes' controllers try again after 1,000 s at most. What is older is over. */
    private static final Duration LIFE = Duration.ofMinutes(20);

    private final Refusals<VpnClient> refusals;
    private final Clock clock;

    MissingPods(EventSourceContext<VpnClient> context, String byNamespace, Clock clock) {
        this.clock = clock;
        refusals = new Refusals<>(
                context,
                VpnClient.class,
                event -> context
                        .getPrimaryCache()
                        .byIndex(byNamespace, event.getMetadata().getNamespace())
                        .stream()
                        .filter(client -> concerns(client, event.getInvolvedObject()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()));
    }

    InformerEventSource<Event, VpnClient> source() {
        return refusals.source();
    }

    /**
     * The last refusal of late, in the API server's words; empty if a pod was made since.
     *
     * @param pods of the workload
     */
    Optional<String> why(VpnClient client, List<Pod> pods) {
        Instant since = pods.stream()
                .map(pod -> Instant.parse(pod.getMetadata().getCreationTimestamp()))
                .reduce(clock.instant().minus(LIFE), (one, other) -> one.isAfter(other) ? one : other);
        return refusals.last(client.getMetadata().getNamespace(), owner -> concerns(client, owner), since);
    }

    /** Whether it is the client's workload, or the Deployment's ReplicaSet, named as {@code name-5d8c7f6b9}. */
    static boolean concerns(VpnClient client, ObjectReference object) {
        var workload = client.getSpec().workload();
        if (workload == null) {
            return false;
        }
        String name = Objects.requireNonNullElse(object.getName(), "");
        String kind = object.getKind();
        return switch (workload.kind()) {
            case Deployment ->
                "ReplicaSet".equals(kind)
                        && name.lastIndexOf('-') == workload.name().length()
                        && name.startsWith(workload.name());
            case StatefulSet -> "StatefulSet".equals(kind) && name.equals(workload.name());
            case DaemonSet, Job, CronJob -> false;
        };
    }

    /** How many pods a workload is to have at least; 0 if nobody can tell. */
    static int wanted(HasMetadata workload) {
        return switch (workload) {
            case Deployment deployment ->
                Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
            case StatefulSet set -> Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
            default -> 0;
        };
    }
}
