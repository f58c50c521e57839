package dev.culvert.operator.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a client's pod anybody may answer. */
class HttpExitProbeTest {
    private final HttpExitProbe probe = new HttpExitProbe();

    @Test
    void whatIsWellFormedIsBelieved() throws IOException {
        assertThat(ask("""
                {"ready":true,"engine":"up","detail":"","publicAddress":"203.0.113.7","publicAddress6":"2001:db8:0:0::7","forwardedPort":40001}
                """)).contains(new ExitReport(true, "up", "", "", "203.0.113.7", "2001:db8::7", 40_001));
    }

    @Test
    void nonsenseIsNot() throws IOException {
        assertThat(ask("""
                {"ready":"perhaps","engine":"\\u001b[31mup\\n","detail":"%s","publicAddress":"exits.example.org","publicAddress6":"203.0.113.7","forwardedPort":65536}
                """.formatted("x".repeat(1000)))).hasValueSatisfying(report -> {
            assertThat(report.ready()).isFalse();
            assertThat(report.engine()).isEqualTo(" [31mup ");
            assertThat(report.detail()).hasSizeLessThan(300);
            assertThat(report.publicAddress()).isNull();
            assertThat(report.publicAddress6()).isNull();
            assertThat(report.forwardedPort()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[", "<html/>"})
    void noStatusIsSilence(String body) throws IOException {
        assertThat(ask(body).filter(ExitReport::ready)).isEmpty();
    }

    @Test
    void aFloodIsSilence() throws IOException {
        assertThat(ask("{\"ready\":true,\"engine\":\"" + "x".repeat(1_000_000) + "\"}"))
                .isEmpty();
    }

    @Test
    @Timeout(20)
    void whoNeverEndsIsSilence() throws IOException {
        var end = new CountDownLatch(1);
        assertThat(ask(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    awaitThe(end);
                }))
                .isEmpty();
        end.countDown();
    }

    private static void awaitThe(CountDownLatch end) {
        try {
            assertThat(end.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ExitReport> ask(String body) throws IOException {
        return ask(exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private Optional<ExitReport> ask(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", handler);
        server.start();
        try {
            return probe.ask("127.0.0.1", server.getAddress().getPort(), "token");
        } finally {
            server.stop(0);
        }
    }
}
