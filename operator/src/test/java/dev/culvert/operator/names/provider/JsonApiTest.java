package dev.culvert.operator.names.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.operator.names.NotPublished;
import dev.culvert.operator.server.Stalling;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JsonApiTest {
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoNeverEndsItsAnswerIsNotWaitedForForEver() {
        try (var server = new Stalling()) {
            var api = new JsonApi(
                    "Dynu",
                    URI.create(server.url()),
                    "API-Key",
                    "a-key",
                    Duration.ofSeconds(1),
                    new Backoff(InstantSource.system()));
            assertThatThrownBy(() -> api.ask("GET", "/dns", null))
                    .isInstanceOf(NotPublished.class)
                    .hasMessageContaining("cannot be asked (HttpTimeoutException)");
        }
    }
}
