package dev.culvert.agent.cni;

import dev.culvert.agent.Seal;
import dev.culvert.dataplane.Kernel;
import dev.culvert.model.InvalidInput;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder where the plugin puts requests and finds answers. The plugin is a shell script, as a node cannot be counted on to
 * have more than a shell; it fails closed if there is no answer in time.
 */
public final class LockSpool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("culvert.cni");
    private static final String PLUGIN = "culvert-lock";
    private static final String REQUEST = ".request";

    private final Path folder;
    private final Locks locks;
    private final WatchService watch;
    private final Thread thread;
    private volatile boolean closed;

    private LockSpool(Path folder, Locks locks, WatchService watch) {
        this.folder = folder;
        this.locks = locks;
        this.watch = watch;
        this.thread = Thread.ofPlatform().daemon().name("cni").start(this::serve);
    }

    /**
     * Puts the plugin where runtimes look for it and starts to answer.
     *
     * @param plugins the runtime's folder of CNI plugins
     * @param folder the spool, for root alone
     * @param locks what is asked for
     */
    public static LockSpool open(Path plugins, Path folder, Locks locks) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        install(plugins, folder);
        WatchService watch = folder.getFileSystem().newWatchService();
        try {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        } catch (IOException | RuntimeException e) {
            watch.close();
            throw e;
        }
        return new LockSpool(folder, locks, watch);
    }

    /** Replaces the plugin as a whole, and only if it is another: a runtime may be starting it. */
    private static void install(Path plugins, Path folder) throws IOException {
        String script;
        try (InputStream resource = LockSpool.class.getResourceAsStream(PLUGIN)) {
            script = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@SPOOL@", folder.toString());
        }
        Path plugin = plugins.resolve(PLUGIN);
        if (Files.exists(plugin) && Files.readString(plugin).equals(script)) {
            return;
        }
        Path next = plugins.resolve("." + PLUGIN + ".next");
        Files.writeString(next, script);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(next, plugin, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void serve() {
        try {
            while (true) {
                serveAll();
                var key = watch.take();
                key.pollEvents();
                if (!key.reset() && !closed) {
                    // Whoever removed the folder has left the plugin without an answer: the next agent makes it anew.
                    throw new IllegalStateException(folder + " is gone");
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException end) {
            return;
        }
    }

    /** One request that cannot be served, whatever it is about, must not keep the next pods from starting. */
    private void serveAll() {
        try {
            requests().forEach(this::answer);
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.ERROR, "{0}: {1}", folder, e.getMessage());
        }
    }

    private List<Path> requests() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(REQUEST)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(Path file) {
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - REQUEST.length());
        try {
            String request = Files.readString(file);
            Files.deleteIfExists(file);
            try {
                put(id, "ok", done(LockRequest.parse(request)));
            } catch (InvalidInput | NetlinkException | NftablesException e) {
                LOG.log(System.Logger.Level.ERROR, "{0}: {1}", id, e.getMessage());
                put(id, "error", String.valueOf(e.getMessage()));
            } catch (RuntimeException | Error defect) {
                // No thread to be had is one such error, and may be over by the next request.
                LOG.log(System.Logger.Level.ERROR, id, defect);
                put(id, "error", "the request cannot be served: " + defect);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", id, e.getMessage());
        }
    }

    private void put(String id, String kind, String text) throws IOException {
        Path part = folder.resolve(id + ".part");
        Files.writeString(part, text + "\n");
        Files.move(part, folder.resolve(id + "." + kind), StandardCopyOption.ATOMIC_MOVE);
    }

    private String done(LockRequest request) throws IOException {
        String result = request.result();
        if (request.seals()) {
            Locks.in(request.namespace(), kernel -> seal(request, kernel));
        } else if (request.command().equals("ADD")) {
            locks.put(request);
        } else {
            locks.check(request);
        }
        return result;
    }

    private static void seal(LockRequest request, Kernel kernel) {
        if (request.command().equals("ADD")) {
            Seal.closeForwarding(kernel);
        } else if (!Seal.stands(kernel)) {
            throw new InvalidInput("seal", "is gone, and no lock stands", "delete the pod");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            watch.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
