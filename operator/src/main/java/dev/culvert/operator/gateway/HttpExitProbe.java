package dev.culvert.operator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.agent.health.ResolverReport;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;

/** By HTTP on the pod's address: {@code GET /status} with a bearer token. */
public final class HttpExitProbe implements ExitProbe {
    /** Where agents listen. */
    public static final int PORT = 9317;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final int port;

    /** On that port. */
    public HttpExitProbe(int port) {
        this.port = port;
    }

    @Override
    public Optional<ExitReport> ask(String address, String token) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/status"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == HttpURLConnection.HTTP_OK
                    ? Optional.of(report(JSON.readTree(answer.body())))
                    : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static ExitReport report(JsonNode status) {
        String address = status.path("publicAddress").asText();
        String resolver = status.path("resolver").asText();
        int port = status.path("forwardedPort").asInt();
        return new ExitReport(
                status.path("ready").asBoolean(),
                status.path("engine").asText(),
                resolver.equals(ResolverReport.SILENT.sentence()) ? resolver : "",
                status.path("detail").asText(),
                address.isEmpty() ? null : address,
                port == 0 ? null : port);
    }
}
