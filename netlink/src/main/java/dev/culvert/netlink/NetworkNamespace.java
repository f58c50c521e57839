package dev.culvert.netlink;

import static dev.culvert.netlink.NetlinkException.check;

import dev.culvert.netlink.libc.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, held open by a descriptor (network_namespaces(7)). Code runs in it on threads of its own: a namespace belongs to a
 * thread, so these are platform threads that enter it and end in it. A socket stays in the namespace it was opened in, whoever uses it.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final Path NAMED = Path.of("/run/netns");
    /** Not /proc/self: that is the main thread, whose namespace may be another one. */
    private static final String CURRENT = "/proc/thread-self/ns/net";

    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int MS_BIND = 4096;
    private static final int MNT_DETACH = 2;

    private final String name;
    private final int descriptor;
    private boolean closed;

    private NetworkNamespace(String name, String path) {
        this.name = name;
        this.descriptor = check(Libc.open(path, 0), "open " + path);
    }

    /** The calling thread's namespace. */
    public static NetworkNamespace current() {
        return new NetworkNamespace(CURRENT, CURRENT);
    }

    /** The namespace of that name in /run/netns; ENOENT if there is none. */
    public static NetworkNamespace open(String name) {
        return new NetworkNamespace(name, named(name).toString());
    }

    /** The namespace that a file stands for. */
    public static NetworkNamespace open(Path path) {
        return new NetworkNamespace(path.toString(), path.toString());
    }

    /** The namespace of a process's main thread. */
    public static NetworkNamespace ofProcess(long pid) {
        String path = "/proc/" + pid + "/ns/net";
        return new NetworkNamespace(path, path);
    }

    /** Makes a namespace with a name in /run/netns, its lo up, as {@code ip netns add} does; EEXIST if the name is taken. */
    public static NetworkNamespace create(String name) {
        String operation = "ip netns add " + name;
        Path path = named(name);
        try {
            Files.createDirectories(NAMED);
            Files.createFile(path);
        } catch (FileAlreadyExistsException taken) {
            throw new NetlinkException(operation, Errno.EEXIST);
        } catch (IOException e) {
            throw new UncheckedIOException(operation, e);
        }
        try {
            runOn(new FutureTask<>(() -> {
                check(Libc.call(Libc.Function.UNSHARE, CLONE_NEWNET, 0, 0), operation);
                try (RouteSocket routes = new RouteSocket()) {
                    routes.setUp("lo");
                }
                mount(path.toString(), operation);
                return name;
            }));
            return open(name);
        } catch (Exception e) {
            path.toFile().delete();
            throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(operation, e);
        }
    }

    private static void mount(String path, String operation) {
        try (Arena arena = Arena.ofConfined()) {
            long source = arena.allocateFrom(CURRENT).address();
            long target = arena.allocateFrom(path).address();
            check(Libc.call(Libc.Function.MOUNT, source, target, 0, MS_BIND, 0, 0), operation);
        }
    }

    /** Takes the name away; the namespace goes when nobody is left in it. */
    public static void delete(String name) {
        Path path = named(name);
        try (Arena arena = Arena.ofConfined()) {
            long target = arena.allocateFrom(path.toString()).address();
            int result = Libc.call(Libc.Function.UMOUNT2, target, MNT_DETACH, 0);
            // EINVAL: not mounted, a name left over from another mount namespace.
            if (result != -Errno.EINVAL.number()) {
                check(result, "ip netns delete " + name);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("ip netns delete " + name, e);
        }
    }

    private static Path named(String name) {
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("'" + name + "' is not a namespace's name");
        }
        return NAMED.resolve(name);
    }

    /** Does a task on a new thread in the namespace and waits for it. Its failure is thrown here. */
    public <T> T call(Callable<T> task) throws Exception {
        return runOn(new FutureTask<>(() -> {
            enter();
            return task.call();
        }));
    }

    /** The same without a result. */
    public void run(ThrowingRunnable task) throws Exception {
        runOn(new FutureTask<>(() -> {
            enter();
            task.run();
            return "";
        }));
    }

    /** Starts a program in the namespace; it is an ordinary child of this JVM. */
    public Process start(ProcessBuilder program) throws IOException {
        try {
            return call(program::start);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception interrupted) {
            throw new IOException(
                    "interrupted while starting " + program.command().getFirst(), interrupted);
        }
    }

    /** A thread, not yet started, that enters the namespace before its task. The namespace must be open until it has started. */
    public Thread thread(String threadName, Runnable task) {
        return Thread.ofPlatform().name(threadName).unstarted(() -> {
            enter();
            task.run();
        });
    }

    private void enter() {
        if (closed) {
            throw new IllegalStateException("the namespace " + name + " is closed");
        }
        check(Libc.call(Libc.Function.SETNS, descriptor, CLONE_NEWNET, 0), "ip netns exec " + name);
    }

    private static <T> T runOn(FutureTask<T> task) throws Exception {
        Thread worker = Thread.ofPlatform()
                .name(Thread.currentThread().getName() + "/netns")
                .start(task);
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            worker.interrupt();
            throw interrupted;
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case null, default -> throw failed;
            }
        }
    }

    /** The number that tells namespaces apart, as in {@code readlink /proc/self/ns/net}. */
    public long inode() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self/fd/" + descriptor), "unix:ino")).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException("stat " + name, e);
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** Closes the descriptor, not the namespace: names, threads and sockets keep it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(descriptor);
        }
    }

    /** Its name, or the path it was opened by. */
    @Override
    public String toString() {
        return name;
    }
}
