package dev.culvert.operator.announce.to;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import java.net.HttpURLConnection;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Transmission's RPC. Whoever asks without the number of its session is told it by 409, and asks again. */
final class Transmission implements Way {
    private static final String SESSION = "X-Transmission-Session-Id";
    private static final String PATH = "/transmission/rpc";

    private final Account account;
    private final Web web;
    private String session = "";

    Transmission(Task.Program program, Account account) {
        this.account = account;
        this.web = new Web(program.toString(), program.url());
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        JsonNode now = call("session-get", Map.of("fields", List.of("peer-port", "peer-port-random-on-start")));
        if (now.path("peer-port").asInt() == news.number()
                && !now.path("peer-port-random-on-start").asBoolean()) {
            return false;
        }
        call("session-set", Map.of("peer-port", news.number(), "peer-port-random-on-start", false));
        return true;
    }

    private JsonNode call(String method, Map<String, ?> arguments) throws NotTold {
        String body = Web.write(Map.of("method", method, "arguments", arguments));
        HttpResponse<String> answer = web.post(PATH, headers(), body);
        if (answer.statusCode() == HttpURLConnection.HTTP_CONFLICT) {
            session = answer.headers().firstValue(SESSION).orElse("");
            answer = web.post(PATH, headers(), body);
        }
        JsonNode result = web.json(web.good(answer));
        if (!result.path("result").asText().equals("success")) {
            // Its words are a stranger's, as long as nobody knows that it is Transmission.
            throw web.refused(method);
        }
        return result.path("arguments");
    }

    private Map<String, String> headers() throws NotTold {
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/json");
        if (!session.isEmpty()) {
            headers.put(SESSION, session);
        }
        if (account.isNeeded()) {
            String credential = account.value("username") + ":" + account.value("password");
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(UTF_8)));
        }
        return headers;
    }
}
