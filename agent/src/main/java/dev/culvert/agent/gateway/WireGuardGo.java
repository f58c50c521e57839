package dev.culvert.agent.gateway;

import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * wireguard-go, the engine where the kernel has none: a process of its own that outlives the agent that started it, in the namespace
 * of its link, which goes when it ends.
 */
final class WireGuardGo {
    private static final String PROGRAM = "wireguard-go";
    private static final String FOREGROUND = "--foreground";
    private static final long START_PATIENCE = 15_000_000_000L;

    private final String link;
    private final Path log;

    WireGuardGo(String link, Path folder) {
        this.link = link;
        log = folder.resolve(PROGRAM + ".log");
    }

    /**
     * Starts one, and waits for its link.
     *
     * @throws IOException if there is none after 15 s
     */
    void start(RouteSocket route) throws IOException {
        end();
        Files.deleteIfExists(socket());
        Process process = new ProcessBuilder("setsid", PROGRAM, FOREGROUND, link)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true)
                .start();
        long deadline = System.nanoTime() + START_PATIENCE;
        while (route.link(link).isEmpty() || !Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                process.destroyForcibly();
                throw new IOException(PROGRAM + " did not bring up " + link + "; see " + log
                        + " (the pod needs NET_ADMIN and /dev/net/tun)");
            }
            pause();
        }
    }

    /** Ends the one that has our link, whichever agent started it. */
    void end() {
        Optional<Path> here = namespace("thread-self");
        ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(Arrays::asList)
                        .filter(List.of(FOREGROUND, link)::equals)
                        .isPresent())
                .filter(process -> process.info().command().orElse("").endsWith("/" + PROGRAM))
                .filter(process -> here.isPresent()
                        && namespace(Long.toString(process.pid())).equals(here))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static Optional<Path> namespace(String process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", process, "ns/net")));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private Path socket() {
        return Path.of("/var/run/wireguard", link + ".sock");
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a tunnel was coming up", e);
        }
    }
}
