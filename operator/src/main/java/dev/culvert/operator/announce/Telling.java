package dev.culvert.operator.announce;

import dev.culvert.operator.keep.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one told. An application that was started anew may have forgotten, so it is asked again now and then. */
public final class Telling implements Work<Task, Outcome> {
    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    private final Way way;

    /** By that way. */
    public Telling(Way way) {
        this.way = way;
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
