package dev.culvert.operator.announce.to;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import dev.culvert.operator.server.Stalling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HookTest {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    /** It may have taken what it did not confirm. */
    @Test
    void whoFailedIsToldEvenWhatItKnewBefore() throws IOException, NotTold {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                taken.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                        .replaceAll(".*\"number\":(\\d+).*", "$1"));
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        try {
            Way way = way("http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(way.tell(news(40_001))).isTrue();
            assertThat(way.tell(news(40_001))).as("it knows").isFalse();
            status = 504;
            assertThatThrownBy(() -> way.tell(news(40_002))).isInstanceOf(NotTold.class);
            status = 204;
            assertThat(way.tell(news(40_001))).isTrue();
            assertThat(taken).containsExactly("40001", "40002", "40001");
        } finally {
            server.stop(0);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoNeverEndsItsAnswerIsNotWaitedForForEver() {
        try (var server = new Stalling()) {
            assertThatThrownBy(() -> way(server.url()).tell(news(40_001)))
                    .isInstanceOf(NotTold.class)
                    .hasMessageContaining("cannot be asked (HttpTimeoutException); it is tried again");
        }
    }

    private static Way way(String url) {
        return new Hook(new Task.Hook(url, "media", ""), new Account((_, _, _) -> Optional.empty(), "media", ""));
    }

    private static Task.News news(int number) {
        return new Task.News("media/app", "torrent", number, "swiss", "203.0.113.7");
    }
}
