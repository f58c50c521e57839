package dev.culvert.agent;

import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftChange;
import dev.culvert.netlink.NftMonitor;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.Notification;
import dev.culvert.netlink.RouteMonitor;
import dev.culvert.netlink.wire.DecodeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Notices, by the kernel's own notifications, that something we may have made was changed: by whom does not matter. */
public final class KernelWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("culvert.kernel");
    private static final Duration LONG = Duration.ofHours(1);
    /** A socket that can be read no more must not take a whole processor for being tried. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);

    /** Far longer than anybody listens to one notification; who waits must go on all the same. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

    private final RouteMonitor routes = new RouteMonitor();
    private final NftMonitor tables;
    private final AtomicBoolean disturbed = new AtomicBoolean();
    private final Set<NftChange.Table> ours;
    private final Runnable whenDisturbed;
    private final Consumer<Notification> listener;
    private final List<Thread> threads;
    private volatile boolean closed;

    /** The same, with nobody who listens to all that rtnetlink tells. */
    public KernelWatch(Set<String> ours, Runnable whenDisturbed) {
        this(ours, whenDisturbed, told -> {});
    }

    /**
     * Watches the calling thread's namespace.
     *
     * @param ours the tables to watch, {@code inet culvert_router}
     * @param whenDisturbed called at the first change since {@link #takeDisturbed}, on a thread of the watch
     * @param listener told all that rtnetlink tells, on a thread of the watch
     */
    public KernelWatch(Set<String> ours, Runnable whenDisturbed, Consumer<Notification> listener) {
        try {
            tables = new NftMonitor();
        } catch (NetlinkException refused) {
            // Settings that cannot be put in force are tried again and again.
            routes.close();
            throw refused;
        }
        this.listener = listener;
        this.ours = ours.stream()
                .map(path -> path.split(" ", 2))
                .map(path -> new NftChange.Table(path[0], path[1]))
                .collect(Collectors.toUnmodifiableSet());
        this.whenDisturbed = whenDisturbed;
        threads = List.of(
                Thread.ofPlatform().daemon().name("route-monitor").start(this::watchRoutes),
                Thread.ofPlatform().daemon().name("nft-monitor").start(this::watchTables));
    }

    /** Whether something changed since the last call. */
    public boolean takeDisturbed() {
        return disturbed.getAndSet(false);
    }

    private void watchRoutes() {
        whileOpen(() -> routes.next(LONG).ifPresent(change -> {
            listener.accept(change);
            if (matters(change)) {
                disturb();
            }
        }));
    }

    /** What cannot be read may have been a change. */
    private void whileOpen(Runnable listening) {
        while (!closed) {
            try {
                listening.run();
            } catch (NetlinkException | NftablesException | DecodeException unread) {
                if (!closed) {
                    LOG.log(System.Logger.Level.WARNING, "a notification was missed: {0}", unread.getMessage());
                    disturb();
                    LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
                }
            }
        }
    }

    private static boolean matters(Notification notification) {
        return switch (notification) {
            // Neighbours come and go with traffic; plans hold permanent ones only.
            case Notification.NeighbourChanged neighbour -> neighbour.removed();
            case Notification.NeighbourWanted wanted -> false;
            case Notification.FdbChanged entry -> entry.removed();
            default -> true;
        };
    }

    private void watchTables() {
        whileOpen(() -> tables.next(LONG).ifPresent(change -> {
            if (switch (change) {
                case NftChange.Committed(var changed, var generation, var changer, var name) ->
                    changed.stream().anyMatch(ours::contains);
                case NftChange.Overrun() -> true;
            }) {
                disturb();
            }
        }));
    }

    private void disturb() {
        if (!disturbed.getAndSet(true)) {
            whenDisturbed.run();
        }
    }

    /** Afterwards nobody is told anything more: who listened may close what that needs. */
    @Override
    public void close() {
        closed = true;
        routes.close();
        tables.close();
        threads.forEach(Thread::interrupt);
        threads.stream()
                .filter(thread -> !thread.equals(Thread.currentThread()))
                .forEach(KernelWatch::await);
    }

    private static void await(Thread thread) {
        try {
            if (!thread.join(ENDS_WITHIN)) {
                LOG.log(System.Logger.Level.WARNING, "{0} does not end", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
