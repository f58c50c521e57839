package dev.culvert.operator.keep;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thing, and the thread that keeps it. */
final class Lane<T, O> {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final Work<T, O> work;
    private final Pace pace;
    private final Runnable changed;
    private final Thread thread;
    private T task;
    private boolean fresh = true;
    private boolean closed;
    private @Nullable O outcome;

    Lane(String name, Work<T, O> work, Pace pace, T task, Runnable changed) {
        this.work = work;
        this.pace = pace;
        this.task = task;
        this.changed = changed;
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    synchronized Lane<T, O> want(T wanted) {
        if (!wanted.equals(task)) {
            task = wanted;
            fresh = true;
            notifyAll();
        }
        return this;
    }

    /** Of the latest task or one before it. */
    synchronized Optional<O> outcome() {
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
            Duration wait = Duration.ZERO;
            for (T now = next(wait); now != null; now = next(wait)) {
                try {
                    O came = work.attempt(now);
                    failures = work.isFailure(came) ? failures + 1 : 0;
                    tell(came);
                    wait = pace.after(failures, work.askedFor(came));
                } catch (RuntimeException unforeseen) {
                    // Without this thread nobody would see to the thing any more. The message may quote anybody's
                    // credentials.
                    LOG.atError()
                            .log(
                                    "{} failed unforeseen, and is tried again: {} in {}",
                                    Thread.currentThread().getName(),
                                    unforeseen.getClass().getName(),
                                    List.of(unforeseen.getStackTrace()));
                    failures++;
                    wait = pace.after(failures, Optional.empty());
                }
            }
        } catch (InterruptedException ends) {
            LOG.atDebug().log("{} is left as it is", Thread.currentThread().getName());
        }
    }

    /** The task, at once if it is another one, else after that time; null at the end. */
    private synchronized @Nullable T next(Duration wait) throws InterruptedException {
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

    private void tell(O came) {
        boolean news;
        synchronized (this) {
            news = work.isNews(outcome, came) && !closed;
            if (news) {
                outcome = came;
            }
        }
        if (news) {
            changed.run();
        }
    }
}
