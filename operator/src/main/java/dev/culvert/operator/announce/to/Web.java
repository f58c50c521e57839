package dev.culvert.operator.announce.to;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.ask.Asker;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** An application's web interface. No redirect is followed: credentials go where the spec says, and nowhere else. */
final class Web {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Far more than any of these answers. */
    private static final int LONGEST = 1 << 20;

    private static final Asker ASKER = Asker.near(PATIENCE);

    private final String who;
    private final String base;

    /**
     * @param who as messages name it
     * @param base where it is
     */
    Web(String who, String base) {
        this.who = who;
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    HttpResponse<String> get(String path, Map<String, String> headers) throws NotTold {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> post(String path, Map<String, String> headers, String body) throws NotTold {
        return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) throws NotTold {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
            headers.forEach(request::header);
            return request;
        } catch (IllegalArgumentException e) {
            // Its message may show a header.
            throw new NotTold(who + ": the address or a credential cannot be used");
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws NotTold {
        try {
            return ASKER.ask(
                    request,
                    _ -> HttpResponse.BodySubscribers.limiting(
                            HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8), LONGEST));
        } catch (IOException e) {
            throw new NotTold(who + " cannot be asked (" + e.getClass().getSimpleName() + "); it is tried again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotTold(who + " was not waited for");
        }
    }

    /** The JSON of an answer. */
    JsonNode json(HttpResponse<String> answer) throws NotTold {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new NotTold(who + " does not answer in JSON: is it there, and is it the program that the spec says?");
        }
    }

    /** The answer, if it is a good one. */
    HttpResponse<String> good(HttpResponse<String> answer) throws NotTold {
        if (answer.statusCode() / 100 != 2) {
            throw refused(answer.statusCode());
        }
        return answer;
    }

    NotTold refused(int status) {
        return new NotTold(
                status == 401 || status == 403
                        ? who + " does not let us in (" + status
                                + "): correct the Secret that secretRef names, or name one"
                        : who + " answers with status " + status + "; it is tried again");
    }

    /** It does not let us in, and why, or what to do. */
    NotTold shut(String remedy) {
        return new NotTold(who + " does not let us in: " + remedy);
    }

    NotTold refused(String method) {
        return new NotTold(who + " refuses " + method + "; it is tried again");
    }

    /** The first part of a cookie that an answer sets, {@code SID=…}. */
    static String cookie(HttpResponse<String> answer) {
        return answer.headers().allValues("set-cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for " + value.getClass(), e);
        }
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
