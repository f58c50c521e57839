package dev.culvert.lab.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.agent.gluetun.Answer;
import dev.culvert.agent.gluetun.EngineState;
import dev.culvert.agent.gluetun.GluetunAccess;
import dev.culvert.agent.gluetun.GluetunReader;
import dev.culvert.agent.gluetun.GluetunVersion;
import dev.culvert.agent.gluetun.VpnStatus;
import dev.culvert.agent.health.EngineReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The reader against the stand-in, over real HTTP on loopback, in every version. */
class GluetunReaderTest {

    private static final GluetunAccess NOBODY = new GluetunAccess.None();
    private static final GluetunAccess KEY = new GluetunAccess.ApiKey("a-key-that-nobody-may-see");
    private static final GluetunAccess BASIC = new GluetunAccess.Basic("culvert", "a-password-that-nobody-may-see");
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Instant now = Instant.EPOCH;
    private Optional<GluetunStandIn> running = Optional.empty();

    @AfterEach
    void stop() {
        running.ifPresent(GluetunStandIn::close);
    }

    private GluetunStandIn start(GluetunVersion version, Role... roles) throws IOException {
        GluetunStandIn standIn = GluetunStandIn.start(
                version, new StandInTunnel(version, () -> now), List.of(roles), ANY_PORT, ANY_PORT);
        running = Optional.of(standIn);
        return standIn;
    }

    private static GluetunReader reader(GluetunStandIn gluetun, GluetunAccess access, GluetunVersion version) {
        return new GluetunReader(
                gluetun.controlServer(), gluetun.healthServer(), access, version, Duration.ofSeconds(5));
    }

    private static Role role(GluetunVersion version, GluetunAccess access) {
        return new Role(
                "culvert",
                Set.of("GET /v1/vpn/status", "GET /v1/publicip/ip", "GET " + version.portForwardPath()),
                access);
    }

    @ParameterizedTest
    @EnumSource
    void readsATunnelThroughItsLife(GluetunVersion version) throws IOException {
        GluetunStandIn gluetun = start(version, role(version, KEY));
        GluetunReader reader = reader(gluetun, KEY, version);

        assertThat(reader.read()).isEqualTo(new EngineState.NoTunnel(VpnStatus.STARTING));
        assertThat(reader.forwardedPorts()).isEqualTo(new Answer.Said<>(List.of()));

        gluetun.tunnel().up("203.0.113.7", List.of());
        assertThat(reader.read()).isEqualTo(new EngineState.Running("203.0.113.7"));
        assertThat(reader.read().report()).isEqualTo(EngineReport.UP);
        assertThat(reader.forwardedPorts()).isEqualTo(new Answer.Said<>(List.of()));

        gluetun.tunnel().up("203.0.113.7", List.of(51413));
        assertThat(reader.forwardedPorts()).isEqualTo(new Answer.Said<>(List.of(51413)));
        gluetun.tunnel().up("203.0.113.7", List.of(51413, 51414));
        assertThat(reader.forwardedPorts()).isEqualTo(new Answer.Said<>(List.of(51413, 51414)));

        gluetun.tunnel().crash();
        assertThat(reader.read()).isEqualTo(new EngineState.NoTunnel(VpnStatus.CRASHED));
        assertThat(reader.read().report()).isEqualTo(EngineReport.DOWN);
    }

    @ParameterizedTest
    @EnumSource
    void isHealthyOnlyWithAPublicAddress(GluetunVersion version) throws Exception {
        GluetunStandIn gluetun = start(version, new Role("all", Role.known(version), KEY));
        GluetunReader reader = reader(gluetun, KEY, version);
        gluetun.tunnel().up("203.0.113.7", List.of());
        assertThat(put(gluetun, "stopped").body()).isEqualTo("{\"outcome\":\"stopped\"}\n");
        assertThat(reader.read()).isEqualTo(new EngineState.NoTunnel(VpnStatus.STOPPED));
        assertThat(put(gluetun, "running").body()).isEqualTo("{\"outcome\":\"running\"}\n");
        assertThat(reader.publicIp()).isEqualTo(new Answer.Said<>(Optional.empty()));
        assertThat(reader.read()).isInstanceOf(EngineState.Unproven.class);
        assertThat(reader.read().report()).isEqualTo(EngineReport.UNKNOWN);
        assertThat(put(gluetun, "dancing").statusCode()).isEqualTo(400);
        gluetun.tunnel().crash();
        assertThat(put(gluetun, "running").body()).isEqualTo("{\"outcome\":\"already crashed\"}\n");
    }

    @ParameterizedTest
    @EnumSource
    void theHealthPageIsLateByTheVersion(GluetunVersion version) throws IOException {
        GluetunStandIn gluetun = start(version, role(version, BASIC));
        GluetunReader reader = reader(gluetun, BASIC, version);
        gluetun.tunnel().up("203.0.113.7", List.of());
        gluetun.tunnel().die();
        now = now.plusSeconds(6);
        assertThat(reader.read()).isInstanceOf(EngineState.Running.class);
        now = now.plusSeconds(160);
        boolean late = version.compareTo(GluetunVersion.V3_41_0) >= 0;
        assertThat(reader.read()).isInstanceOf(late ? EngineState.Running.class : EngineState.Unproven.class);
        now = now.plusSeconds(20);
        assertThat(reader.read().sentence()).contains("health check fails").contains("i/o timeout");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NEXT")
    void isPublicWithoutRolesUpTo341(GluetunVersion version) throws Exception {
        GluetunStandIn gluetun = start(version);
        gluetun.tunnel().up("203.0.113.7", List.of());
        assertThat(reader(gluetun, NOBODY, version).read()).isInstanceOf(EngineState.Running.class);
        assertThat(put(gluetun, "stopped").statusCode()).isEqualTo(200);
    }

    @Test
    void asksForARoleWhereNothingIsPublic() throws IOException {
        GluetunStandIn gluetun = start(GluetunVersion.NEXT);
        assertThat(reader(gluetun, NOBODY, GluetunVersion.NEXT).read())
                .isInstanceOf(EngineState.Unauthorised.class)
                .extracting(EngineState::sentence)
                .asString()
                .contains("401 to GET /v1/vpn/status", "/gluetun/auth/config.toml", "GET /v1/portforward")
                .doesNotContain("portforwarded");
    }

    @ParameterizedTest
    @EnumSource
    void saysNoSecretWhenItIsRefused(GluetunVersion version) throws IOException {
        GluetunStandIn gluetun = start(version, role(version, new GluetunAccess.ApiKey("another")));
        for (GluetunAccess access : List.of(KEY, BASIC)) {
            assertThat(reader(gluetun, access, version).read().sentence())
                    .contains("auth = \"" + access.auth() + "\"", "GET " + version.portForwardPath() + "\"")
                    .doesNotContain("nobody-may-see");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_41_0", "V3_41_2", "NEXT"})
    void followsTheRenamedRouteIfBothAreGranted(GluetunVersion version) throws IOException {
        Role old = new Role("old", Set.of("GET /v1/openvpn/portforwarded"), KEY);
        Role both = new Role("both", Set.of("GET /v1/openvpn/portforwarded", "GET /v1/portforward"), KEY);
        GluetunStandIn half = start(version, old);
        assertThat(reader(half, KEY, GluetunVersion.V3_39_1).forwardedPorts())
                .isInstanceOf(Answer.Unauthorised.class)
                .asString()
                .contains("GET /v1/portforward");
        half.close();
        GluetunStandIn whole = start(version, both);
        whole.tunnel().up("203.0.113.7", List.of(51413));
        assertThat(reader(whole, KEY, GluetunVersion.V3_39_1).forwardedPorts())
                .isEqualTo(new Answer.Said<>(List.of(51413)));
    }

    @Test
    void takesNoCredentialsToAnotherServer() throws IOException {
        AtomicInteger visits = new AtomicInteger();
        HttpServer other = HttpServer.create(ANY_PORT, 0);
        other.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.close();
        });
        other.start();
        HttpServer liar = HttpServer.create(ANY_PORT, 0);
        liar.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/");
            exchange.sendResponseHeaders(301, -1);
            exchange.close();
        });
        liar.start();
        try {
            URI asked = URI.create("http://127.0.0.1:" + liar.getAddress().getPort());
            GluetunReader reader = new GluetunReader(asked, asked, KEY, GluetunVersion.NEXT, Duration.ofSeconds(5));
            assertThat(reader.status())
                    .isInstanceOf(Answer.Unreachable.class)
                    .asString()
                    .contains("another server");
            assertThat(visits).hasValue(0);
        } finally {
            liar.stop(0);
            other.stop(0);
        }
    }

    @Test
    void aSilentOrMissingGluetunIsUnreachableInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI asked = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            long start = System.nanoTime();
            GluetunReader reader = new GluetunReader(asked, asked, NOBODY, GluetunVersion.NEXT, Duration.ofMillis(200));
            assertThat(reader.read().sentence()).contains("no answer in time", "HTTP_CONTROL_SERVER_ADDRESS");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
        URI nobody = URI.create("http://127.0.0.1:1");
        assertThat(new GluetunReader(nobody, nobody, NOBODY, GluetunVersion.NEXT, Duration.ofSeconds(1)).read())
                .isInstanceOf(EngineState.Unreachable.class);
    }

    @Test
    void quotesAnErrorInPlainText() throws IOException {
        GluetunStandIn gluetun = start(GluetunVersion.V3_39_0);
        assertThat(reader(gluetun, NOBODY, GluetunVersion.V3_41_2).forwardedPorts())
                .isInstanceOf(Answer.Failed.class)
                .asString()
                .contains("404", "/v1/portforward", "Not Found");
    }

    @Test
    void aRoleWithARouteOfAnotherVersionEndsIt() {
        assertThatThrownBy(
                        () -> start(GluetunVersion.V3_39_1, new Role("early", Set.of("GET /v1/portforward"), NOBODY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /v1/portforward");
    }

    @Test
    void theProcessIsToldAboutItsTunnelInLines() {
        StandInTunnel tunnel = new StandInTunnel(GluetunVersion.V3_41_2, () -> now);
        assertThat(tunnel.portsAsJson()).isEqualTo("{\"port\":0,\"ports\":null}");
        GluetunProcess.obey(tunnel, "up 203.0.113.7 51413");
        assertThat(tunnel.portsAsJson()).isEqualTo("{\"port\":51413,\"ports\":[51413]}");
        assertThat(tunnel.complaint()).isEmpty();
        GluetunProcess.obey(tunnel, "crash");
        assertThat(tunnel.status()).isEqualTo(VpnStatus.CRASHED);
        assertThatThrownBy(() -> GluetunProcess.obey(tunnel, "dance")).hasMessageContaining("up, down, die and crash");
    }

    private static HttpResponse<String> put(GluetunStandIn gluetun, String status)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(gluetun.controlServer().resolve("/v1/vpn/status"))
                            .header("X-API-Key", "a-key-that-nobody-may-see")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"status\":\"" + status + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
