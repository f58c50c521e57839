package dev.culvert.operator.names.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What stands in for a provider's API: records that are kept in memory, and faults on demand. */
abstract class ProviderStandIn implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** In the order in which they were made; type, name, content, ttl. */
    final Map<String, ObjectNode> records = new LinkedHashMap<>();

    private final HttpServer server;
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger until = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int busy;
    private volatile String retryAfter = "";
    private int number = 1000;

    ProviderStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    URI at() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next requests get status 503. */
    void failNext(int requests) {
        faults.set(requests);
    }

    /** After so many more writes, as if the operator were killed there. */
    void failAfterWrites(int more) {
        until.set(writes.get() + more);
    }

    /** From now on every request gets that status and header; 0 is the end of it. */
    void busy(int status, String retryAfter) {
        this.retryAfter = retryAfter;
        busy = status;
    }

    /** Of all kinds, refused ones among them. */
    int requests() {
        return requests.get();
    }

    int writes() {
        return writes.get();
    }

    /** Contents of a name's records of these types, sorted. */
    synchronized List<String> contents(String name, String... types) {
        return records.values().stream()
                .filter(record -> record.path("name").asText().equals(name)
                        && List.of(types).contains(record.path("type").asText()))
                .map(record -> record.path("content").asText())
                .sorted()
                .toList();
    }

    synchronized String put(String type, String name, String content, long ttl) {
        String id = String.valueOf(number++);
        records.put(
                id,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("type", type)
                        .put("name", name)
                        .put("content", content)
                        .put("ttl", ttl));
        return id;
    }

    ObjectNode there(String id) {
        return Objects.requireNonNull(records.get(id), id);
    }

    /** Status and body. */
    record Reply(int status, JsonNode body) {}

    abstract Reply answer(String method, String path, Map<String, String> query, JsonNode body, HttpExchange exchange);

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            boolean write = !exchange.getRequestMethod().equals("GET");
            boolean faulty =
                    faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0 || (write && writes.get() >= until.get());
            Reply reply;
            requests.incrementAndGet();
            if (busy != 0) {
                reply = new Reply(busy, JSON.createObjectNode());
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            } else if (faulty) {
                reply = new Reply(503, JSON.createObjectNode());
            } else {
                if (write) {
                    writes.incrementAndGet();
                }
                synchronized (this) {
                    reply = answer(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            query(exchange.getRequestURI().getQuery()),
                            sent.length == 0 ? JSON.createObjectNode() : JSON.readTree(sent),
                            exchange);
                }
            }
            byte[] body = reply.body().toString().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String text) {
        Map<String, String> query = new LinkedHashMap<>();
        if (text != null) {
            for (String part : text.split("&", -1)) {
                query.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
            }
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
