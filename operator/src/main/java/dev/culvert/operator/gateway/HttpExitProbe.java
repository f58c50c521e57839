package dev.culvert.operator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.agent.health.ResolverReport;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.operator.ask.Asker;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By HTTP on the pod's address: {@code GET /status} with a bearer token. In a client's own pod a program of its owner may answer in
 * the agent's place, so that what is not well formed is not believed, and nobody keeps the operator busy.
 */
public final class HttpExitProbe implements ExitProbe {
    /** Where gateways' agents listen. */
    public static final int PORT = 9317;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LARGEST = 16_384;
    private static final int LONGEST_SENTENCE = 256;
    private static final int LAST_PORT = 65_535;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Asker asker = Asker.near(PATIENCE);

    @Override
    public Optional<ExitReport> ask(String address, int port, String token) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/status"))
                .header("Authorization", "Bearer " + token);
        try {
            HttpResponse<String> whole = asker.ask(
                    request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LARGEST));
            return whole.statusCode() == HttpURLConnection.HTTP_OK
                    ? Optional.of(report(JSON.readTree(whole.body())))
                    : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static ExitReport report(JsonNode status) {
        int forwarded = status.path("forwardedPort").asInt();
        String resolver = status.path("resolver").asText();
        return new ExitReport(
                status.path("ready").asBoolean(),
                sentence(status.path("engine").asText()),
                resolver.equals(ResolverReport.SILENT.sentence()) ? resolver : "",
                sentence(status.path("detail").asText()),
                address(status.path("publicAddress").asText(), Family.IPV4),
                address(status.path("publicAddress6").asText(), Family.IPV6),
                forwarded < 1 || forwarded > LAST_PORT ? null : forwarded);
    }

    private static @Nullable String address(String text, Family family) {
        try {
            IpAddress address = IpAddress.parse(text);
            return address.family() == family ? address.toString() : null;
        } catch (InvalidInput nonsense) {
            return null;
        }
    }

    private static String sentence(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_SENTENCE ? line.substring(0, LONGEST_SENTENCE) : line;
    }
}
