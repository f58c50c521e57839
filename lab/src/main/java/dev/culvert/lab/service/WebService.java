package dev.culvert.lab.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP at port 80: {@code /ip} tells the caller's address; {@code /bytes?n=N&rate=R} sends N bytes, R a second (as
 * fast as it can without it).
 */
final class WebService implements AutoCloseable {
    static final int PORT = 80;
    private static final int CHUNK = 64 * 1024;
    private static final int CHUNKS_A_SECOND = 20;

    private final SeenSources seen;
    private final HttpServer server;

    /** Must be called on a thread of the remote's namespace; the socket stays there. */
    WebService(SeenSources seen) throws IOException {
        this.seen = seen;
        server = HttpServer.create(new InetSocketAddress(PORT), 1024);
        server.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("web-", 0).factory()));
        server.createContext("/ip", this::ip);
        server.createContext("/bytes", this::bytes);
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void ip(HttpExchange exchange) throws IOException {
        InetSocketAddress caller = seen(exchange);
        byte[] answer = "{\"ip\": \"%s\", \"port\": %d}\n"
                .formatted(Greeting.text(caller.getAddress()), caller.getPort())
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
        }
    }

    private void bytes(HttpExchange exchange) throws IOException {
        var _ = seen(exchange);
        long left = parameter(exchange, "n", 1_000_000);
        long rate = parameter(exchange, "rate", 0);
        int chunk = rate == 0 ? CHUNK : Math.clamp(rate / CHUNKS_A_SECOND, 1, CHUNK);
        long pause = rate == 0 ? 0 : 1000L * chunk / rate;
        exchange.sendResponseHeaders(200, left == 0 ? -1 : left);
        try (OutputStream body = exchange.getResponseBody()) {
            byte[] bytes = new byte[chunk];
            for (; left > 0; left -= chunk) {
                body.write(bytes, 0, (int) Math.min(chunk, left));
                if (pause > 0) {
                    body.flush();
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private InetSocketAddress seen(HttpExchange exchange) {
        InetSocketAddress caller = exchange.getRemoteAddress();
        seen.add("tcp", PORT, caller.getAddress());
        return caller;
    }

    private static long parameter(HttpExchange exchange, String name, long otherwise) {
        String query = exchange.getRequestURI().getRawQuery();
        Matcher matcher =
                Pattern.compile("(?:^|&)" + name + "=(\\d{1,15})(?:&|$)").matcher(query == null ? "" : query);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }
}
