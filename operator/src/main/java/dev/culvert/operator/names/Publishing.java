package dev.culvert.operator.names;

import dev.culvert.operator.keep.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one name. */
public final class Publishing implements Work<Task, Outcome> {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private final Publishers publishers;
    private final InstantSource clock;
    private @Nullable Publisher publisher;
    private @Nullable Task publisherOf;

    /** By those publishers. */
    public Publishing(Publishers publishers, InstantSource clock) {
        this.publishers = publishers;
        this.clock = clock;
    }

    @Override
    public Outcome attempt(Task now) {
        try {
            return switch (way(now).publish(now.wanted())) {
                case Publisher.Result.Done _ -> new Outcome.Published(now, clock.instant());
                case Publisher.Result.Behind(long revision) -> new Outcome.Behind(now, revision);
            };
        } catch (NotPublished e) {
            publisher = null;
            return new Outcome.Failed(now, e.reason(), e.sentence(), e.notBefore());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("{}", now.wanted().name());
            publisher = null;
            return new Outcome.Failed(
                    now,
                    NotPublished.Reason.ProviderUnreachable,
                    now.wanted().name() + ": " + e.getClass().getSimpleName()
                            + "; the operator's log has the rest, and it is tried again",
                    Optional.empty());
        }
    }

    /** A credential is read again after each failure, and when its Secret or the provider changes. */
    private Publisher way(Task now) throws NotPublished {
        if (publisher == null
                || publisherOf == null
                || !publisherOf.via().equals(now.via())
                || !publisherOf.secretVersion().equals(now.secretVersion())) {
            publisher = publishers.to(now);
            publisherOf = now;
        }
        return publisher;
    }

    @Override
    public boolean isFailure(Outcome outcome) {
        return outcome instanceof Outcome.Failed;
    }

    /** What a provider asked for, and no longer: an address that is to go has waited for it. */
    @Override
    public Optional<Duration> askedFor(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                ? failed.notBefore().map(then -> Duration.between(clock.instant(), then))
                : Optional.empty();
    }

    /** When it was seen to be so is not. */
    @Override
    public boolean isNews(@Nullable Outcome before, Outcome now) {
        return (before instanceof Outcome.Published old && now instanceof Outcome.Published)
                ? !old.task().equals(now.task())
                : !now.equals(before);
    }
}
