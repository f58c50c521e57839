package dev.culvert.lab.standin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.agent.gluetun.VpnStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * gluetun's control and health servers as one version of it is documented to behave, on the JDK's own HTTP server: routes,
 * roles, shapes of JSON under {@code text/plain}, errors in plain text. It holds no tunnel; {@link #tunnel} is what it believes.
 */
public final class GluetunStandIn implements AutoCloseable {

    private static final Pattern WANTED = Pattern.compile("\\{\\s*\"status\"\\s*:\\s*\"(running|stopped)\"\\s*}");
    private static final int LONGEST_REQUEST = 4096;

    private final GluetunVersion version;
    private final StandInTunnel tunnel;
    private final List<Role> roles;
    private final HttpServer control;
    private final HttpServer health;

    private GluetunStandIn(
            GluetunVersion version, StandInTunnel tunnel, List<Role> roles, HttpServer control, HttpServer health) {
        this.version = version;
        this.tunnel = tunnel;
        this.roles = roles;
        this.control = control;
        this.health = health;
    }

    /**
     * Starts both servers; port 0 takes a free one. Roles that are given replace the version's built-in ones.
     *
     * @throws IllegalArgumentException if a role names a route that this version does not know: gluetun exits 1
     * @throws IOException if an address cannot be bound
     */
    public static GluetunStandIn start(
            GluetunVersion version,
            StandInTunnel tunnel,
            List<Role> roles,
            InetSocketAddress control,
            InetSocketAddress health)
            throws IOException {
        Set<String> known = Role.known(version);
        for (Role role : roles) {
            for (String route : role.routes()) {
                if (!known.contains(route)) {
                    throw new IllegalArgumentException(
                            "role %s has route %s, which %s does not know".formatted(role.name(), route, version));
                }
            }
        }
        HttpServer controlServer = HttpServer.create(control, 0);
        HttpServer healthServer;
        try {
            healthServer = HttpServer.create(health, 0);
        } catch (IOException e) {
            controlServer.stop(0);
            throw e;
        }
        GluetunStandIn standIn = new GluetunStandIn(
                version,
                tunnel,
                roles.isEmpty() ? Role.builtIn(version) : List.copyOf(roles),
                controlServer,
                healthServer);
        controlServer.createContext("/", standIn::answer);
        healthServer.createContext("/", standIn::answerHealth);
        controlServer.start();
        healthServer.start();
        return standIn;
    }

    /** What it believes of its tunnel. */
    public StandInTunnel tunnel() {
        return tunnel;
    }

    /** Where its control server listens. */
    public URI controlServer() {
        return address(control);
    }

    /** Where its health server listens. */
    public URI healthServer() {
        return address(health);
    }

    @Override
    public void close() {
        control.stop(0);
        health.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String route = exchange.getRequestMethod() + " " + path;
        if (roles.stream().noneMatch(role -> role.opens(route, exchange.getRequestHeaders()))) {
            boolean asksNobody =
                    version == GluetunVersion.V3_39_0 && !Role.known(version).contains(route);
            reply(exchange, asksNobody ? 404 : 401, asksNobody ? "Not Found\n" : "Unauthorized\n");
            return;
        }
        switch (route) {
            case "GET /v1/version" ->
                json(
                        exchange,
                        "{\"version\":\"%s\",\"commit\":\"unknown\",\"created\":\"unknown\"}".formatted(version));
            case "GET /v1/vpn/status" ->
                json(exchange, "{\"status\":\"%s\"}".formatted(tunnel.status().word()));
            case "PUT /v1/vpn/status" -> command(exchange);
            case "GET /v1/publicip/ip" -> json(exchange, "{\"public_ip\":\"%s\"}".formatted(tunnel.publicIp()));
            case "GET /v1/vpn/settings" ->
                json(exchange, "{\"type\":\"wireguard\",\"wireguard\":{\"private_key\":\"a key, in clear\"}}");
            case "GET /v1/portforward" -> json(exchange, tunnel.portsAsJson());
            case "GET /v1/openvpn/portforwarded" -> oldPortForward(exchange);
            case "GET /v1/dns/status", "GET /v1/updater/status" -> json(exchange, "{\"status\":\"running\"}");
            default -> reply(exchange, 501, "the stand-in does not copy " + route + "\n");
        }
    }

    private void oldPortForward(HttpExchange exchange) throws IOException {
        if (version.compareTo(GluetunVersion.V3_41_0) < 0) {
            json(exchange, tunnel.portsAsJson());
        } else {
            exchange.getResponseHeaders().set("Location", version.portForwardPath());
            reply(exchange, 301, "Moved Permanently\n");
        }
    }

    private void command(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readNBytes(LONGEST_REQUEST), UTF_8);
        Matcher matcher = WANTED.matcher(body.strip());
        Optional<VpnStatus> wanted = matcher.matches() ? VpnStatus.of(matcher.group(1)) : Optional.empty();
        if (wanted.isPresent()) {
            json(exchange, "{\"outcome\":\"%s\"}".formatted(tunnel.command(wanted.get())));
        } else {
            reply(exchange, 400, "invalid status\n");
        }
    }

    private void answerHealth(HttpExchange exchange) throws IOException {
        Optional<String> complaint = tunnel.complaint();
        reply(exchange, complaint.isEmpty() ? 200 : 500, complaint.orElse(""));
    }

    private static void json(HttpExchange exchange, String body) throws IOException {
        reply(exchange, 200, body + "\n");
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static URI address(HttpServer server) {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }
}
