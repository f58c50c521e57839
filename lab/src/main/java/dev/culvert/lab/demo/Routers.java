package dev.culvert.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What routers say about themselves; only to know when to go on, never as a figure. */
final class Routers {
    private record Router(String host, JsonNode report) {}

    private final Lab lab;

    Routers(Lab lab) {
        this.lab = lab;
    }

    /** Whether all routers that live hold this gateway for healthy, or all for unhealthy. */
    boolean all(String gateway, boolean healthy) {
        for (Router router : living()) {
            for (JsonNode known : router.report.path("gateways")) {
                if (known.path("name").asText().equals(gateway)
                        && known.path("healthy").asBoolean() != healthy) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The host whose router holds a VIP. */
    Optional<String> holder() {
        return living().stream()
                .filter(router -> !router.report.path("vips").isEmpty())
                .map(Router::host)
                .findFirst();
    }

    /** Whether this host's router sends new flows to every gateway. */
    boolean serves(String host) {
        return living().stream()
                .filter(router -> router.host.equals(host))
                .anyMatch(router -> router.report.path("ready").asBoolean()
                        && router.report
                                .path("gateways")
                                .valueStream()
                                .allMatch(known -> known.path("healthy").asBoolean()));
    }

    private List<Router> living() {
        List<Router> routers = new ArrayList<>();
        for (var host : lab.status().hosts()) {
            if (host.failed().isEmpty()) {
                host.router().ifPresent(report -> routers.add(new Router(host.name(), report)));
            }
        }
        return routers;
    }
}
