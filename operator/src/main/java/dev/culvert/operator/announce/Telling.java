package dev.culvert.operator.announce;

import dev.culvert.operator.keep.Lanes;
import dev.culvert.operator.keep.Pace;
import dev.culvert.operator.keep.Work;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one told. An application that was started anew may have forgotten, so it is asked again now and then. */
public final class Telling implements Work<Task, Outcome> {
    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    /** An application that was started anew may have forgotten its port; it is asked so often. */
    private static final Duration EVERY_RECIPIENT = Duration.ofMinutes(1);

    private final Way way;

    /** By that way. */
    public Telling(Way way) {
        this.way = way;
    }

    /** Keeps everybody told. */
    public static Lanes<Task.Key, Task, Outcome> everybody(Way.Finder ways, Consumer<ResourceID> changed) {
        return new Lanes<>(
                Task::key, task -> new Telling(ways.to(task.recipient())), Pace.lookingAgain(EVERY_RECIPIENT), changed);
    }

    @Override
    public Outcome attempt(Task now) {
        try {
            if (way.tell(now.news())) {
                LOG.atInfo().log(
                        "{} was told that {} of {} is port {}",
                        now.recipient(),
                        now.news().port(),
                        now.news().client(),
                        now.news().number());
            }
            return new Outcome.Told(now);
        } catch (NotTold e) {
            return new Outcome.Failed(now, e.sentence());
        } catch (RuntimeException e) {
            // Its message may quote what was sent.
            LOG.atWarn().log("{}: {}", now.recipient(), e.getClass().getName());
            return new Outcome.Failed(
                    now, now.recipient() + ": " + e.getClass().getSimpleName() + "; it is tried again");
        }
    }

    @Override
    public boolean isFailure(Outcome outcome) {
        return outcome instanceof Outcome.Failed;
    }
}
