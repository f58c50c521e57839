package dev.culvert.operator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.manifest.api.Routing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Agents as the operator sees them: real HTTP, each on a loopback address of its own; gateways' on one port, sidecars' on that which
 * they have unless their gateway says otherwise.
 */
public final class Agents {
    private static final int PER_NETWORK = 250;

    /** Several worlds may have sidecars. */
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final int port;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> shown = new ConcurrentHashMap<>();
    private final Map<String, HttpServer> servers = new ConcurrentHashMap<>();

    Agents() {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** An agent that says this; its address. */
    public String start(String status) {
        return start(port, status);
    }

    /** The same in a client's own pod. */
    public String startSidecar(String status) {
        return start(Routing.Sidecar.DEFAULT_STATUS_PORT, status);
    }

    private String start(int at, String status) {
        int number = NEXT.incrementAndGet();
        String address = "127.0." + (1 + number / PER_NETWORK) + "." + (1 + number % PER_NETWORK);
        ports.put(address, at);
        say(address, status);
        return address;
    }

    /** From now on, the agent at that address says this. */
    public void say(String address, String status) {
        stop(address);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, ports.getOrDefault(address, port)), 0);
            server.createContext("/status", exchange -> {
                try (exchange) {
                    String word = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                    shown.computeIfAbsent(address, _ -> ConcurrentHashMap.newKeySet())
                            .add(word);
                    boolean known = word.matches("Bearer [0-9a-f]{48}");
                    byte[] body = known ? status.getBytes(UTF_8) : new byte[0];
                    exchange.sendResponseHeaders(known ? 200 : 401, known ? body.length : -1);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
            servers.put(address, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What those who asked that agent have shown it. */
    public Set<String> shown(String address) {
        return Set.copyOf(shown.getOrDefault(address, Set.of()));
    }

    /** Silence. */
    public void stop(String address) {
        HttpServer server = servers.remove(address);
        if (server != null) {
            server.stop(0);
        }
    }
}
