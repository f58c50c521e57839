package dev.culvert.operator.announce.to;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.manifest.api.Announcement;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As qBittorrent answers by its source; the real one is in {@link ApplicationsIT}. */
class QBittorrentTest {
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final QBittorrent way;
    private int status = 200;
    private String answer = "Fails.";
    private String password = "wrong";
    private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

    QBittorrentTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v2/auth/login", exchange -> {
            try (exchange) {
                logins.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write(answer.getBytes(UTF_8));
            }
        });
        server.createContext("/api/v2/app/preferences", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("{\"listen_port\": 40001}".getBytes(UTF_8));
            }
        });
        server.start();
        way = new QBittorrent(
                new Task.Program(
                        Announcement.Program.qbittorrent,
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "media",
                        "login"),
                new Account(
                        (namespace, secret, key) -> Optional.of(key.equals("password") ? password : "admin"),
                        "media",
                        "login"),
                () -> now);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    /** Up to 4.x by a text, later by a status. Five times, and it bans us. */
    @Test
    void whatItRefusesIsSentOnceInTheTimeOfABan() {
        for (int code : List.of(200, 401)) {
            status = code;
            password = "wrong" + code;
            logins.clear();
            String first = refusal();
            assertThat(first)
                    .contains("does not let us in", "secretRef", "an hour")
                    .doesNotContain(password);
            assertThat(refusal()).isEqualTo(first);
            now = now.plus(QBittorrent.BAN).minusSeconds(1);
            assertThat(refusal()).isEqualTo(first);
            assertThat(logins).hasSize(1);
            now = now.plusSeconds(1);
            assertThat(refusal()).isEqualTo(first);
            assertThat(logins).as("nobody is forgotten for ever").hasSize(2);
        }
    }

    @Test
    void aSecretThatIsCorrectedIsSentAtOnce() throws NotTold {
        assertThat(refusal()).contains("does not let us in");
        password = "right";
        answer = "Ok.";
        assertThat(way.tell(news())).as("it knew").isFalse();
        assertThat(logins).containsExactly("password=wrong&username=admin", "password=right&username=admin");
    }

    /** Who is banned is not counted, and may come in as soon as the ban is over. */
    @Test
    void aBanIsSaidAndWaitedFor() throws NotTold {
        status = 403;
        password = "right";
        assertThat(refusal()).contains("does not let us in", "bans", "secretRef", "restart");
        status = 200;
        answer = "Ok.";
        assertThat(way.tell(news())).isFalse();
    }

    private String refusal() {
        return catchThrowableOfType(NotTold.class, () -> way.tell(news())).sentence();
    }

    private static Task.News news() {
        return new Task.News("media/app", "torrent", 40_001, "swiss", "203.0.113.7");
    }
}
