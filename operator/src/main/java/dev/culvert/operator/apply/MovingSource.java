package dev.culvert.operator.apply;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Objects;

/**
 * Watches objects that move from one primary to another, by their spec or labels. The framework wakes those that an object
 * concerns now; whom it concerned before has as much to do.
 *
 * @param <R> the watched objects
 * @param <P> whom they concern
 */
public final class MovingSource<R extends HasMetadata, P extends HasMetadata> extends InformerEventSource<R, P> {
    private final SecondaryToPrimaryMapper<R> concerned;

    /** As the framework's own. */
    public MovingSource(InformerEventSourceConfiguration<R> configuration, EventSourceContext<P> context) {
        super(configuration, context);
        this.concerned = configuration.getSecondaryToPrimaryMapper();
    }

    @Override
    public void onUpdate(R before, R now) {
        super.onUpdate(before, now);
        if (mayHaveMoved(before, now)) {
            var left = concerned.toPrimaryResourceIDs(before);
            var here = concerned.toPrimaryResourceIDs(now);
            left.stream()
                    .filter(primary -> !here.contains(primary))
                    .forEach(primary -> getEventHandler().handleEvent(new Event(primary)));
        }
    }

    /** A pod has no generation where Kubernetes is old; its spec does not change. */
    private static boolean mayHaveMoved(HasMetadata before, HasMetadata now) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(), now.getMetadata().getGeneration())
                || !Objects.equals(
                        before.getMetadata().getLabels(), now.getMetadata().getLabels());
    }
}
