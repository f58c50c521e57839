package dev.culvert.operator.names;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One name, and the thread that keeps it. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final Publishers publishers;
    private final Publications.Pace pace;
    private final Clock clock;
    private final Runnable changed;
    private final Thread thread;
    private Task task;
    private boolean fresh = true;
    private boolean closed;
    private @Nullable Outcome outcome;
    private @Nullable Publisher publisher;
    private @Nullable Task publisherOf;

    Lane(Publishers publishers, Publications.Pace pace, Clock clock, Task task, Runnable changed) {
        this.publishers = publishers;
        this.pace = pace;
        this.clock = clock;
        this.task = task;
        this.changed = changed;
        thread = Thread.ofVirtual().name("name " + task.wanted().name()).start(this::run);
    }

    synchronized Lane want(Task wanted) {
        if (!wanted.equals(task)) {
            task = wanted;
            fresh = true;
            notifyAll();
        }
        return this;
    }

    /** Of the latest task or one before it. */
    synchronized Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }

    private void run() {
        int failures = 0;
        try {
            for (Task now = next(Duration.ZERO); now != null; now = next(pace.after(failures))) {
                Outcome came = attempt(now);
                failures = came instanceof Outcome.Failed ? failures + 1 : 0;
                tell(came);
            }
        } catch (InterruptedException ends) {
            LOG.atDebug().log("{} is left as it is", Thread.currentThread().getName());
        }
    }

    /** The task, at once if it is another one, else after that time; null at the end. */
    private synchronized @Nullable Task next(Duration wait) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        while (!fresh && !closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        fresh = false;
        return closed ? null : task;
    }

    private Outcome attempt(Task now) {
        try {
            return switch (way(now).publish(now.wanted())) {
                case Publisher.Result.Done _ -> new Outcome.Published(now, clock.instant());
                case Publisher.Result.Behind(long revision) -> new Outcome.Behind(now, revision);
            };
        } catch (NotPublished e) {
            publisher = null;
            return new Outcome.Failed(now, e.reason(), e.sentence());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("{}", now.wanted().name());
            publisher = null;
            return new Outcome.Failed(
                    now,
                    NotPublished.Reason.ProviderUnreachable,
                    now.wanted().name() + ": " + e.getClass().getSimpleName()
                            + "; the operator's log has the rest, and it is tried again");
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

    private void tell(Outcome came) {
        boolean news;
        synchronized (this) {
            news = !sameNews(outcome, came) && !closed;
            if (news) {
                outcome = came;
            }
        }
        if (news) {
            changed.run();
        }
    }

    private static boolean sameNews(@Nullable Outcome before, Outcome now) {
        return (before instanceof Outcome.Published old && now instanceof Outcome.Published)
                ? old.task().equals(now.task())
                : Objects.equals(before, now);
    }
}
