package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import java.net.HttpURLConnection;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * qBittorrent's Web API, version 2: what it listens at is a preference, and it listens there at once. It bans whose password was wrong
 * five times, and counts for as long as it runs: so what it has refused is not sent again before the ban would be over.
 */
final class QBittorrent implements Way {
    private static final String FORM = "application/x-www-form-urlencoded";

    /** As long as it bans, unless it was told otherwise. */
    static final Duration BAN = Duration.ofHours(1);

    private final Account account;
    private final Web web;
    private final RefusedCredential refused;

    QBittorrent(Task.Program program, Account account, InstantSource clock) {
        this.account = account;
        this.refused = new RefusedCredential(BAN, clock);
        this.web = new Web(program.toString(), program.url());
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        Map<String, String> session = account.isNeeded() ? login() : Map.of();
        var preferences = web.json(web.good(web.get("/api/v2/app/preferences", session)));
        if (preferences.path("listen_port").asInt() == news.number()
                && !preferences.path("random_port").asBoolean()) {
            return false;
        }
        web.good(web.post(
                "/api/v2/app/setPreferences",
                with(session, FORM),
                Web.form(Map.of("json", Web.write(Map.of("listen_port", news.number(), "random_port", false))))));
        return true;
    }

    /** Up to 4.x a wrong password is told by status 200 and the text "Fails.". */
    private Map<String, String> login() throws NotTold {
        String credential = Web.form(
                new TreeMap<>(Map.of("username", account.value("username"), "password", account.value("password"))));
        if (refused.isToWait(credential)) {
            throw wrong();
        }
        HttpResponse<String> answer = web.post("/api/v2/auth/login", Map.of("Content-Type", FORM), credential);
        if (answer.statusCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            throw web.shut("it bans who was wrong too often, for an hour unless told otherwise; correct the Secret that"
                    + " secretRef names, then wait, or restart it");
        }
        if (answer.statusCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                || answer.body().strip().equals("Fails.")) {
            refused.refused(credential);
            throw wrong();
        }
        String cookie = Web.cookie(web.good(answer));
        return cookie.isEmpty() ? Map.of() : Map.of("Cookie", cookie);
    }

    private NotTold wrong() {
        return web.shut(
                "correct the Secret that secretRef names. The same is sent again in an hour, or to another pod: five"
                        + " times, and it bans the operator");
    }

    private static Map<String, String> with(Map<String, String> session, String type) {
        return session.isEmpty()
                ? Map.of("Content-Type", type)
                : Map.of("Content-Type", type, "Cookie", session.getOrDefault("Cookie", ""));
    }
}
