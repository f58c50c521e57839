package dev.culvert.agent.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code wg}, which asks a tunnel's engine and changes its settings (wg(8)). It waits for the engine for ever, and is
 * ended for that after a while.
 *
 * @param link the tunnel's link
 */
record Wg(String link) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The engine, which must be wireguard-go then, lives and says nothing. */
    static final class Silent extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private Silent(String link) {
            super("the WireGuard engine of " + link + " does not answer");
        }
    }

    /** The mark of the tunnel's own packets. */
    void mark(int mark) throws IOException {
        run(Optional.empty(), "set", link, "fwmark", Integer.toString(mark));
    }

    /** Adds what a configuration says, in the format of {@code wg setconf}. */
    void add(String configuration) throws IOException {
        run(Optional.of(configuration), "addconf", link, "/dev/stdin");
    }

    /** Makes the engine's configuration that one; sessions with peers that stay go on. */
    void sync(String configuration) throws IOException {
        run(Optional.of(configuration), "syncconf", link, "/dev/stdin");
    }

    /** The configuration in force, keys included. */
    String configuration() throws IOException {
        return run(Optional.empty(), "showconf", link);
    }

    /** A line for each peer: its key, and when it shook hands last, in seconds since 1970 or 0. */
    String handshakes() throws IOException {
        return run(Optional.empty(), "show", link, "latest-handshakes");
    }

    private static String run(Optional<String> input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("wg"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            if (input.isPresent()) {
                stdin.write(input.get().getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            // It says less than a pipe holds, and so ends before it is read.
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new Silent(arguments[1]);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while wg was working", e);
        }
        if (process.exitValue() != 0) {
            // Its output may quote the line that it dislikes, which may be a key.
            throw new IOException("wg " + arguments[0] + " " + arguments[1] + " failed");
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
