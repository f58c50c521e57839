package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.EngineSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GluetunTunnelTest {
    @TempDir
    private Path folder;

    @Test
    void aKeyThatCannotBeReadTakesNoPortAway() throws InterruptedException {
        var settings = new EngineSettings.Gluetun(
                "v3.41.2",
                "http://127.0.0.1:9",
                "http://127.0.0.1:9",
                folder.resolve("absent").toString(),
                List.of("IPV4"),
                51820,
                List.of());
        try (var tunnel = GluetunTunnel.of(settings, "tun0")) {
            var told = new CountDownLatch(1);
            tunnel.watch(OptionalInt.of(50123), told::countDown);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(tunnel.doubt()).hasValueSatisfying(why -> assertThat(why).contains("cannot be read"));
            assertThat(tunnel.givenPort()).hasValue(50123);
        }
    }
}
