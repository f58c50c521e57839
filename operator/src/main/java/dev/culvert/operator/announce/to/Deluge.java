package dev.culvert.operator.announce.to;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** Deluge's web interface, which speaks JSON-RPC and passes what begins with {@code core} on to the daemon that it is connected to. */
final class Deluge implements Way {
    private static final String PORTS = "listen_ports";
    private static final String RANDOM = "random_port";

    private final Task.Program program;
    private final Account account;
    private final Web web;
    private String cookie = "";

    Deluge(Task.Program program, Account account) {
        this.program = program;
        this.account = account;
        this.web = new Web(program.toString(), program.url());
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        login();
        connect();
        JsonNode now = call("core.get_config_values", List.of(List.of(PORTS, RANDOM)));
        List<Integer> wanted = List.of(news.number(), news.number());
        if (now.path(PORTS).path(0).asInt() == news.number()
                && now.path(PORTS).path(1).asInt() == news.number()
                && !now.path(RANDOM).asBoolean(true)) {
            return false;
        }
        call("core.set_config", List.of(Map.of(PORTS, wanted, RANDOM, false)));
        return true;
    }

    private void login() throws NotTold {
        cookie = "";
        String password = account.isNeeded() ? account.value("password") : "";
        if (!call("auth.login", List.of(password)).asBoolean()) {
            throw web.refused(401);
        }
    }

    /** A web interface that was started anew is connected to no daemon until somebody says so; the first that it knows is its own. */
    private void connect() throws NotTold {
        if (call("web.connected", List.of()).asBoolean()) {
            return;
        }
        JsonNode hosts = call("web.get_hosts", List.of());
        if (hosts.isEmpty()) {
            throw new NotTold(program + " knows no daemon; add one in its connection manager");
        }
        call("web.connect", List.of(hosts.path(0).path(0).asText()));
    }

    private JsonNode call(String method, List<?> parameters) throws NotTold {
        HttpResponse<String> answer = web.good(web.post(
                "/json",
                cookie.isEmpty()
                        ? Map.of("Content-Type", "application/json")
                        : Map.of("Content-Type", "application/json", "Cookie", cookie),
                Web.write(Map.of("method", method, "params", parameters, "id", 1))));
        String set = Web.cookie(answer);
        if (!set.isEmpty()) {
            cookie = set;
        }
        JsonNode result = web.json(answer);
        if (!result.path("error").isNull() && !result.path("error").isMissingNode()) {
            // Its text may quote the parameters.
            throw web.refused(method);
        }
        return result.path("result");
    }
}
