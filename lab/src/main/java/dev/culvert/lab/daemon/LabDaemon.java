package dev.culvert.lab.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.demo.Demo;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The process inside the namespaces: holds a {@link Lab} and answers at the control socket. */
public final class LabDaemon {
    private static final System.Logger LOG = System.getLogger(LabDaemon.class.getName());

    private final LabHome home;
    private final CompletableFuture<Lab> lab = new CompletableFuture<>();
    private final Progress progress = new Progress();
    private final CountDownLatch end = new CountDownLatch(1);

    private LabDaemon(LabHome home) {
        this.home = home;
    }

    /**
     * Runs until it is told to end, or, with a third argument {@code while-stdin}, until stdin ends.
     *
     * @param args the laboratory's folder, its {@link LabSpec} as JSON, and perhaps {@code while-stdin}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        LabHome home = LabHome.at(Path.of(args[0]));
        LabSpec spec = Control.JSON.readValue(args[1], LabSpec.class);
        LabDaemon daemon = new LabDaemon(home);
        if (List.of(args).contains("while-stdin")) {
            Thread.ofPlatform().daemon().name("stdin").start(daemon::endWithStdin);
        }
        daemon.run(spec);
        System.exit(0);
    }

    private void run(LabSpec spec) throws IOException, InterruptedException {
        Optional<FileLock> lock = home.lock();
        if (lock.isEmpty()) {
            throw new LabException("lab " + home.name() + " is up already");
        }
        Files.deleteIfExists(home.socket());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(home.socket()));
            Thread.ofPlatform().daemon().name("control").start(() -> accept(server));
            Thread.ofPlatform().daemon().name("build").start(() -> build(spec));
            end.await();
        }
        // Nothing inside is taken down one by one: it ends with this process. What cannot begin leaves its log to
        // whoever started it.
        home.remove();
    }

    private void build(LabSpec spec) {
        Consumer<String> tell = line -> {
            System.err.println(line);
            progress.add(line);
        };
        try {
            Lab built = Lab.up(spec, tell);
            lab.complete(built);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the lab cannot be built", e);
            lab.completeExceptionally(e);
        } finally {
            progress.end();
        }
    }

    private void endWithStdin() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is expected: only the end counts.
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stdin", e);
        }
        end.countDown();
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofPlatform().daemon().name("request").start(() -> serve(channel));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            BufferedReader lines = Control.reader(channel);
            String line = lines.readLine();
            if (line == null) {
                return;
            }
            Control.Request request = Control.JSON.readValue(line, Control.Request.class);
            try {
                JsonNode answer = Control.JSON.valueToTree(answer(channel, request));
                Control.send(channel, Map.of("answer", answer));
            } catch (RuntimeException | Error e) {
                // An Error too: the jars may have been built anew underneath a running lab.
                Throwable cause =
                        e instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : e;
                if (!(cause instanceof LabException)) {
                    LOG.log(Level.ERROR, request.toString(), cause);
                }
                Control.send(channel, Map.of("error", String.valueOf(cause.getMessage())));
            }
            if (request.verb().equals("down")) {
                end.countDown();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "control", e);
        }
    }

    private Object answer(SocketChannel channel, Control.Request request) throws IOException {
        return switch (request.verb()) {
            case "watch" -> {
                progress.follow(line -> Control.send(channel, Map.of("progress", line)));
                yield lab.join().status();
            }
            case "status" -> ready().status();
            case "entry" -> ready().entry(request.host());
            case "capture" -> ready().capture();
            case "fail" -> {
                FailureMode how = FailureMode.valueOf(request.how().toUpperCase(Locale.ROOT));
                ready().fail(request.host(), how);
                yield request.host();
            }
            case "heal" -> {
                ready().heal(request.host());
                yield request.host();
            }
            case "demo" -> Demo.run(ready(), line -> tell(channel, line));
            case "down" -> "down";
            default -> throw new LabException("unknown request " + request.verb());
        };
    }

    /** Nobody is left to listen: the laboratory ends soon, as it is attached. */
    private static void tell(SocketChannel channel, String line) {
        try {
            Control.send(channel, Map.of("progress", line));
        } catch (IOException e) {
            throw new LabException("nobody listens any more", e);
        }
    }

    private Lab ready() {
        if (!lab.isDone()) {
            throw new LabException(
                    "lab %s is not up yet: wait for it, or look into %s".formatted(home.name(), home.log()));
        }
        return lab.join();
    }
}
