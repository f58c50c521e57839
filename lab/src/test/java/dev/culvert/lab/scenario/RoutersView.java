package dev.culvert.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Lab;
import java.util.List;

/** What routers say of gateways, and which of them hold a VIP. */
final class RoutersView {
    private RoutersView() {}

    /** The routers whose kernel has {@code vip}. */
    static List<String> holders(Lab lab, String vip) {
        return lab.status().hosts().stream()
                .filter(host -> host.role().equals("router"))
                .map(HostStatus::name)
                .filter(name ->
                        lab.exec(name, "ip", "-brief", "-4", "address").out().contains(" " + vip + "/"))
                .toList();
    }

    /** Whether {@code router} sends new flows to {@code gateway}. */
    static boolean uses(Lab lab, String router, String gateway) {
        return of(lab, router, gateway).path("healthy").asBoolean();
    }

    /** Whether {@code router} hears {@code gateway} again, and waits before it sends new flows there. */
    static boolean holdsDown(Lab lab, String router, String gateway) {
        return of(lab, router, gateway).path("details").asText().contains("held down for");
    }

    /** How many flows of {@code router} are pinned to gateways. */
    static long flows(Lab lab, String router) {
        long flows = 0;
        for (JsonNode gateway : report(lab, router).path("gateways")) {
            flows += gateway.path("flows").asLong();
        }
        return flows;
    }

    /** Who believes that the first VIP is at {@code router}. */
    static JsonNode proof(Lab lab, String router) {
        return report(lab, router).path("proofs").path(0);
    }

    private static JsonNode of(Lab lab, String router, String gateway) {
        for (JsonNode known : report(lab, router).path("gateways")) {
            if (known.path("name").asText().equals(gateway)) {
                return known;
            }
        }
        return report(lab, router).path("gateways").path(-1);
    }

    private static JsonNode report(Lab lab, String router) {
        return lab.status().host(router).report();
    }
}
