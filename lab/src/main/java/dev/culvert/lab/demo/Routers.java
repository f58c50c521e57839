package dev.culvert.lab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What routers say about themselves; only to know when to go on, never as a figure. */
final class Routers {
    private record Router(String host, JsonNode report) {
        boolean serves() {
            return report.path("ready").asBoolean()
                    && report.path("gateways")
                            .valueStream()
                            .allMatch(known -> known.path("healthy").asBoolean());
        }
    }

    private final Lab lab;
    private final Set<String> hosts;

    /** Those that say something now. */
    Routers(Lab lab) {
        this.lab = lab;
        this.hosts = living().stream().map(Router::host).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether all routers that live have noticed that this gateway is lost. */
    boolean haveLost(String gateway) {
        for (Router router : living()) {
            for (JsonNode known : router.report.path("gateways")) {
                if (known.path("name").asText().equals(gateway)
                        && known.path("healthy").asBoolean()) {
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

    /** Whether every router there was at first sends new flows to every gateway. */
    boolean serve() {
        return living().stream()
                .filter(Router::serves)
                .map(Router::host)
                .collect(Collectors.toSet())
                .containsAll(hosts);
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
