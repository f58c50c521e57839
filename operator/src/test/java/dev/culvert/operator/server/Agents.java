package dev.culvert.operator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Gateways' agents as the operator sees them: real HTTP, each on a loopback address of its own, all on one port. */
public final class Agents {
    private static final int PER_NETWORK = 250;

    private final int port;
    private final AtomicInteger next = new AtomicInteger();
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
        int number = next.incrementAndGet();
        String address = "127.0." + (1 + number / PER_NETWORK) + "." + (1 + number % PER_NETWORK);
        say(address, status);
        return address;
    }

    /** From now on, the agent at that address says this. */
    public void say(String address, String status) {
        stop(address);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            server.createContext("/status", exchange -> {
                try (exchange) {
                    boolean known = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                            .matches("Bearer [0-9a-f]{48}");
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

    /** Silence. */
    public void stop(String address) {
        HttpServer server = servers.remove(address);
        if (server != null) {
            server.stop(0);
        }
    }
}
