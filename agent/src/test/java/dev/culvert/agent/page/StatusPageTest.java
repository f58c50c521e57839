package dev.culvert.agent.page;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.agent.settings.PageSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPageTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private StatusPage page;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("token"), "s3cret\n");
        page = new StatusPage(
                new PageSettings(0, folder.resolve("token").toString(), List.of()), folder.resolve("status.json"));
    }

    @AfterEach
    void stop() {
        page.close();
        client.close();
    }

    @Test
    void itAnswersWhoeverHoldsTheTokenAndNobodyElse() throws Exception {
        assertThat(get("Bearer s3cret").statusCode()).as("no status yet").isEqualTo(503);
        Files.writeString(folder.resolve("status.json"), "{\"ready\":true}");
        assertThat(get("Bearer s3cret").body()).isEqualTo("{\"ready\":true}");
        for (String other : new String[] {"Bearer wrong", "Bearer ", "s3cret", "Basic s3cret"}) {
            assertThat(get(other))
                    .matches(answer ->
                            answer.statusCode() == 401 && answer.body().isEmpty());
        }
        Files.writeString(folder.resolve("token"), "another");
        assertThat(get("Bearer s3cret").statusCode()).isEqualTo(401);
        assertThat(get("Bearer another").statusCode()).isEqualTo(200);
        Files.writeString(folder.resolve("token"), "");
        assertThat(get("Bearer ").statusCode())
                .as("an empty token opens nothing")
                .isEqualTo(401);
    }

    @Test
    void withoutATokenNobodyKnowsIt() throws Exception {
        Files.writeString(folder.resolve("status.json"), "{\"ready\":true}");
        Files.delete(folder.resolve("token"));
        assertThat(get("Bearer ").statusCode()).isEqualTo(401);
        Files.writeString(folder.resolve("token"), "later");
        assertThat(get("Bearer later").statusCode()).isEqualTo(200);
    }

    @Test
    void aStatusThatNobodyRenewsIsToldNoMore() throws Exception {
        Path status = Files.writeString(folder.resolve("status.json"), "{\"ready\":true}");
        Files.setLastModifiedTime(status, FileTime.from(Instant.now().minusSeconds(11)));
        assertThat(get("Bearer s3cret").statusCode()).isEqualTo(503);
        Files.writeString(status, "{\"ready\":false}");
        assertThat(get("Bearer s3cret").statusCode()).isEqualTo(200);
    }

    @Test
    void whoSaysNothingHoldsUpNobodyElse() throws Exception {
        Files.writeString(folder.resolve("status.json"), "{\"ready\":true}");
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), page.port())) {
            silent.getOutputStream().write("GET /st".getBytes(US_ASCII));
            assertThat(get("Bearer s3cret").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> get(String authorization) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/status"))
                        .header("Authorization", authorization)
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
