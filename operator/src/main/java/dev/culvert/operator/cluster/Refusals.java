package dev.culvert.operator.cluster;

import dev.culvert.operator.apply.Slim;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What Kubernetes says when it cannot make a pod: a quota, a limit range, a pod security level. Only events of the pod's owner say so.
 *
 * @param <P> whom it concerns
 */
public final class Refusals<P extends HasMetadata> {
    private static final FieldSelector.Field REFUSED = new FieldSelector.Field("reason", "FailedCreate");

    private final InformerEventSource<Event, P> events;

    /**
     * Not watched yet.
     *
     * @param fields what else events are chosen by
     * @param concerned by an event
     */
    public Refusals(
            EventSourceContext<P> context,
            Class<P> type,
            Function<Event, Set<ResourceID>> concerned,
            FieldSelector.Field... fields) {
        events = new InformerEventSource<>(
                Slim.watch(Event.class, type)
                        .withName("refusals")
                        .withFieldSelector(new FieldSelector(Stream.concat(Stream.of(REFUSED), Stream.of(fields))
                                .toList()))
                        .withSecondaryToPrimaryMapper(concerned::apply)
                        .build(),
                context);
    }

    /** To be watched. */
    public InformerEventSource<Event, P> source() {
        return events;
    }

    /** The last one of such an owner in a namespace that came after that time, in the API server's words. */
    public Optional<String> last(String namespace, Predicate<ObjectReference> owner, Instant after) {
        return events.list(
                        namespace,
                        event -> owner.test(event.getInvolvedObject())
                                && at(event).isAfter(after))
                .max(Comparator.comparing(Refusals::at))
                .map(event -> String.valueOf(event.getMessage()));
    }

    private static Instant at(Event event) {
        String stamp = event.getLastTimestamp() == null
                ? event.getMetadata().getCreationTimestamp()
                : event.getLastTimestamp();
        try {
            return stamp == null ? Instant.EPOCH : Instant.parse(stamp);
        } catch (DateTimeParseException unknown) {
            return Instant.EPOCH;
        }
    }
}
