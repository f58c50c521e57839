package dev.culvert.agent.gluetun;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PageReaderTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void aPageThatDripsIsGivenUp() throws Exception {
        isGivenUp(OK + "Content-Length: 60000\r\n\r\n");
    }

    @Test
    void soIsAHeaderThatDrips() throws Exception {
        isGivenUp(OK + "X-Long: ");
    }

    /** After what it says at once it says one more byte again and again, until nobody listens. */
    private static void isGivenUp(String saidAtOnce) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var ended = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> drip(server, saidAtOnce, ended));
            URI page = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            var reader = new PageReader(Duration.ofMillis(200));
            long start = System.nanoTime();
            assertThatThrownBy(() -> reader.get(page, new GluetunAccess.None()))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(ended.get(10, TimeUnit.SECONDS)).as("our end is closed").isEqualTo("closed");
        }
    }

    private static void drip(ServerSocket server, String saidAtOnce, CompletableFuture<String> ended) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(saidAtOnce.getBytes(US_ASCII));
            while (true) {
                client.getOutputStream().write('a');
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException closed) {
            ended.complete("closed");
        }
    }
}
