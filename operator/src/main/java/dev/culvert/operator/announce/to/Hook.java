package dev.culvert.operator.announce.to;

import dev.culvert.operator.announce.NotTold;
import dev.culvert.operator.announce.Task;
import dev.culvert.operator.announce.Way;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A hook knows what it was sent and took; it cannot be asked, so it is told anew by an operator that has just started. */
final class Hook implements Way {
    private final Account account;
    private final Web web;
    private Optional<Task.News> last = Optional.empty();

    Hook(Task.Hook hook, Account account) {
        this.account = account;
        this.web = new Web(hook.toString(), hook.url());
    }

    @Override
    public boolean tell(Task.News news) throws NotTold {
        if (last.filter(news::equals).isPresent()) {
            return false;
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/json");
        if (account.isNeeded()) {
            headers.put("Authorization", account.value("authorization"));
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("client", news.client());
        body.put("port", news.port());
        body.put("number", news.number());
        body.put("exit", news.exit());
        body.put("address", news.address());
        // Who fails may have taken it all the same.
        last = Optional.empty();
        web.good(web.post("", Map.copyOf(headers), Web.write(body)));
        last = Optional.of(news);
        return true;
    }
}
