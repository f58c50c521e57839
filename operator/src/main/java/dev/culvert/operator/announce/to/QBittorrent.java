package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import java.net.http.HttpResponse;
import java.util.Map;

/** qBittorrent's Web API, version 2: what it listens at is a preference, and it listens there at once. */
final class QBittorrent implements Way {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Account account;
    private final Web web;

    QBittorrent(Task.Program program, Account account) {
        this.account = account;
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
        HttpResponse<String> answer = web.good(web.post(
                "/api/v2/auth/login",
                Map.of("Content-Type", FORM),
                Web.form(Map.of(
                        "username", account.value("username"),
                        "password", account.value("password")))));
        if (answer.body().strip().equals("Fails.")) {
            throw web.refused(403);
        }
        String cookie = Web.cookie(answer);
        return cookie.isEmpty() ? Map.of() : Map.of("Cookie", cookie);
    }

    private static Map<String, String> with(Map<String, String> session, String type) {
        return session.isEmpty()
                ? Map.of("Content-Type", type)
                : Map.of("Content-Type", type, "Cookie", session.getOrDefault("Cookie", ""));
    }
}
