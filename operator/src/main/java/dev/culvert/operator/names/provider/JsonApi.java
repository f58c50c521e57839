package dev.culvert.operator.names.provider;

import static dev.culvert.operator.names.NotPublished.Reason.ProviderRefused;
import static dev.culvert.operator.names.NotPublished.Reason.ProviderUnreachable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.operator.ask.Asker;
import dev.culvert.operator.names.NotPublished;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A provider's API: JSON over HTTPS, with a credential in a header. */
final class JsonApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final String provider;
    private final URI base;
    private final String header;
    private final String credential;
    private final Asker asker;
    private final Backoff backoff;

    /**
     * An answer.
     *
     * @param code HTTP's
     * @param body JSON; missing if there was none
     */
    record Answer(int code, JsonNode body) {
        boolean good() {
            return code / 100 == 2;
        }
    }

    JsonApi(String provider, URI base, String header, String credential, Duration patience, Backoff backoff) {
        this.provider = provider;
        this.base = base;
        this.header = header;
        this.credential = credential;
        this.asker = new Asker(CLIENT, patience);
        this.backoff = backoff;
    }

    /**
     * The answer, unless it says that it is no answer: 429, silence, 5xx but for 501, by which Dynu refuses an argument. For as long as
     * the provider asked for, nothing is asked.
     */
    Answer ask(String method, String path, @Nullable Map<String, ?> body) throws NotPublished {
        if (backoff.until().isPresent()) {
            throw unreachable("had too many requests");
        }
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .header("Accept", "application/json")
                    .header(header, credential);
            if (body == null) {
                request.method(method, BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
            }
            HttpResponse<String> response = asker.ask(request, HttpResponse.BodyHandlers.ofString());
            int code = response.statusCode();
            if (code == TOO_MANY || code == HttpURLConnection.HTTP_UNAVAILABLE) {
                response.headers()
                        .firstValue("Retry-After")
                        .flatMap(header -> RetryAfter.read(header, backoff.now()))
                        .ifPresent(backoff::hold);
            }
            if (code == TOO_MANY || (code >= SERVER_ERROR && code != HttpURLConnection.HTTP_NOT_IMPLEMENTED)) {
                throw unreachable("answers with status " + code);
            }
            return new Answer(code, JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw unreachable("does not answer in JSON");
        } catch (IOException e) {
            throw unreachable("cannot be asked (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for");
        } catch (IllegalArgumentException e) {
            // of a header: its message would show the credential
            throw refused("the credential has characters that no credential has");
        }
    }

    NotPublished refused(String what) {
        return new NotPublished(
                ProviderRefused, provider + " refuses: " + what + "; correct it, and it is tried again");
    }

    private NotPublished unreachable(String what) {
        return backoff.until()
                .map(then -> new NotPublished(
                        ProviderUnreachable,
                        provider + " wants no request before " + then.truncatedTo(ChronoUnit.SECONDS)
                                + "; then it is tried again, and the last records stay until then",
                        then))
                .orElseGet(() -> new NotPublished(
                        ProviderUnreachable,
                        provider + " " + what + "; it is tried again, and the last records stay until then"));
    }
}
