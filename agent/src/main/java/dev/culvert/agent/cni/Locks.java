package dev.culvert.agent.cni;

import dev.culvert.agent.Seal;
import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.Changes;
import dev.culvert.dataplane.Kernel;
import dev.culvert.model.InvalidInput;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NftablesException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The locks of a node's clients: put when CNI asks, and changed when a client is closed for good or opened again. Each
 * is remembered before it is put, and so is each change, so an agent that was killed anywhere goes on where it was.
 */
public final class Locks {
    private static final System.Logger LOG = System.getLogger("culvert.cni");

    private final LockMemory memory;
    private final Map<String, Boolean> closed;
    private final Map<String, Lock> known = new TreeMap<>();
    private final Map<String, Lock> put = new HashMap<>();
    private final Map<String, String> problems = new TreeMap<>();

    /**
     * How they are.
     *
     * @param open that lead into the VPN
     * @param closed that lead to local networks alone
     * @param problems why some are not as they should be
     */
    public record State(int open, int closed, List<String> problems) {
        /** Where nobody asks for locks. */
        public static final State NONE = new State(0, 0, List.of());

        public State {
            problems = List.copyOf(problems);
        }
    }

    private Locks(LockMemory memory, Map<String, Boolean> closed) {
        this.memory = memory;
        this.closed = closed;
    }

    /**
     * Those that are remembered there; see {@link #settle}.
     *
     * @param spool for root alone
     * @param closed clients that are to be closed, and those that are to be open again
     */
    public static Locks open(Path spool, Map<String, Boolean> closed) throws IOException {
        var memory = new LockMemory(spool.resolve("locks"));
        var locks = new Locks(memory, closed);
        for (Path file : memory.files()) {
            try {
                locks.known.put(file.getFileName().toString(), memory.recall(file));
            } catch (InvalidInput e) {
                LOG.log(System.Logger.Level.ERROR, "a lock cannot be closed or opened any more: {0}", e.getMessage());
                locks.problems.put(file.toString(), String.valueOf(e.getMessage()));
            }
        }
        return locks;
    }

    /** Brings each to how it should be, and forgets those whose namespace has ended. Looks once at what was so before. */
    public synchronized void settle() {
        for (Lock lock : List.copyOf(known.values())) {
            try {
                if (LockMemory.isGone(lock)) {
                    forget(lock);
                    continue;
                }
                Lock told = lock.told(closed);
                if (!told.equals(lock)) {
                    memory.remember(told);
                    known.put(told.file(), told);
                    LOG.log(System.Logger.Level.INFO, "{0}: is {1}", told, told.closed() ? "closed" : "opened");
                }
                if (!told.equals(put.get(told.file()))) {
                    bring(told);
                }
                problems.remove(lock.file());
            } catch (InvalidInput | NetlinkException | NftablesException | IOException e) {
                String problem = lock + ": " + e.getMessage();
                if (!problem.equals(problems.put(lock.file(), problem))) {
                    LOG.log(System.Logger.Level.ERROR, problem);
                }
            }
        }
    }

    /** How they are. */
    public synchronized State state() {
        int shut = (int) put.values().stream().filter(Lock::closed).count();
        return new State(put.size() - shut, shut, List.copyOf(problems.values()));
    }

    /** Puts the lock that is asked for. */
    synchronized void put(LockRequest request) throws IOException {
        Lock lock = request.lock(inode(request.namespace())).told(closed);
        memory.remember(lock);
        try {
            bring(lock);
        } catch (InvalidInput | NetlinkException | NftablesException e) {
            // The pod does not start.
            forget(lock);
            throw e;
        }
        known.put(lock.file(), lock);
    }

    /**
     * Looks at the lock that was asked for.
     *
     * @throws InvalidInput if it is not as it was put
     */
    synchronized void check(LockRequest request) {
        Lock asked = request.lock(inode(request.namespace())).told(closed);
        Lock lock = known.getOrDefault(asked.file(), asked);
        in(lock, kernel -> {
            var plan = lock.plan(kernel.route());
            List<Change> missing = Changes.between(plan, kernel.observe(plan));
            if (!missing.isEmpty()) {
                throw new InvalidInput("lock", "is not as it was put: " + missing.getFirst(), "delete the pod");
            }
        });
    }

    private void bring(Lock lock) {
        var changes = new ArrayList<Change>();
        in(lock, kernel -> {
            changes.addAll(kernel.bringTo(lock.plan(kernel.route())));
            Seal.open(kernel);
        });
        put.put(lock.file(), lock);
        changes.forEach(change -> LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", lock, change));
    }

    private void forget(Lock lock) throws IOException {
        memory.forget(lock);
        known.remove(lock.file());
        put.remove(lock.file());
        problems.remove(lock.file());
    }

    private static long inode(Path namespace) {
        try (NetworkNamespace pod = NetworkNamespace.open(namespace)) {
            return pod.inode();
        }
    }

    /** What is done in a client's namespace. */
    interface Deed {
        /** Does it with that namespace's kernel. */
        void in(Kernel kernel);
    }

    private static void in(Lock lock, Deed deed) {
        Path namespace = Path.of(lock.namespace());
        try (NetworkNamespace pod = NetworkNamespace.open(namespace)) {
            if (pod.inode() != lock.inode()) {
                throw new InvalidInput("netns", namespace + " is another one by now", "delete the pod");
            }
            in(pod, namespace, deed);
        }
    }

    /** Does something in a namespace whose lock is not ours to put. */
    static void in(Path namespace, Deed deed) {
        try (NetworkNamespace pod = NetworkNamespace.open(namespace)) {
            in(pod, namespace, deed);
        }
    }

    private static void in(NetworkNamespace pod, Path namespace, Deed deed) {
        try {
            pod.run(() -> {
                try (var kernel = new Kernel()) {
                    deed.in(kernel);
                }
            });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new InvalidInput("netns", namespace + ": " + e.getMessage(), "see the agent's log");
        }
    }
}
