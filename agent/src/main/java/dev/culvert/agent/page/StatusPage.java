package dev.culvert.agent.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.culvert.agent.settings.PageSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code GET /status}: the status file as it stands, for whoever shows the token; 503 while nobody writes it. Everybody else learns nothing, not even
 * whether the tunnel is up. It holds no secret all the same.
 */
public final class StatusPage implements AutoCloseable {
    private static final String SCHEME = "Bearer ";

    /** A status is written each second: an older one says nothing of now. */
    private static final Duration LIFE = Duration.ofSeconds(10);

    private final Path status;
    private final Path token;
    private final HttpServer server;
    private final ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Starts to answer.
     *
     * @param status the file
     * @throws IOException if the port is taken
     */
    public StatusPage(PageSettings settings, Path status) throws IOException {
        this.status = status;
        this.token = Path.of(settings.tokenFile());
        server = HttpServer.create(new InetSocketAddress(settings.port()), 0);
        server.createContext("/status", this::answer);
        // Who connects and says nothing holds up nobody else.
        server.setExecutor(each);
        server.start();
    }

    /** The port that it answers on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!knows(exchange)) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAUTHORIZED, -1);
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_METHOD, -1);
            } else if (!isRecent()) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAVAILABLE, -1);
            } else {
                byte[] body = Files.readAllBytes(status);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Whether whoever writes it has done so lately; a clock put forward costs one answer. */
    private boolean isRecent() throws IOException {
        return Files.exists(status)
                && Files.getLastModifiedTime(status).toInstant().plus(LIFE).isAfter(Instant.now());
    }

    /** The token is read anew each time: its Secret may change, and may not be there yet or any more. */
    private boolean knows(HttpExchange exchange) throws IOException {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        String wanted = SCHEME + (Files.exists(token) ? Files.readString(token).strip() : "");
        return shown != null
                && wanted.length() > SCHEME.length()
                && MessageDigest.isEqual(
                        shown.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        each.shutdownNow();
    }
}
