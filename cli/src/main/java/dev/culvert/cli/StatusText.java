package dev.culvert.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.LabStatus;
import dev.culvert.lab.capture.CaptureReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A laboratory's status for people: hosts, tunnels, who holds which VIP, gateways with their health and flows, what leaked. */
final class StatusText {
    /** What the routers say of one gateway. */
    private record Gateway(String verdict, long flows) {}

    private StatusText() {}

    static String of(LabStatus status) {
        StringBuilder text = new StringBuilder(hosts(status.hosts()).toString());
        List<HostStatus> living =
                status.hosts().stream().filter(host -> host.failed().isEmpty()).toList();
        tunnels(living, status.flows()).ifPresent(table -> text.append('\n').append(table));
        for (HostStatus host : living) {
            for (JsonNode vip : routed(host, "vips")) {
                text.append("\nVIP %s is held by %s".formatted(vip.asText(), host.name()));
            }
        }
        Map<String, Gateway> gateways = gateways(living);
        if (!gateways.isEmpty()) {
            Table table = new Table("GATEWAY", "FLOWS", "HEALTH, AS ITS ROUTERS SEE IT");
            gateways.forEach((name, gateway) -> table.row(name, Long.toString(gateway.flows), gateway.verdict));
            text.append("\n\n").append(table);
        }
        return text.append('\n').append(capture(status.capture())).toString();
    }

    static String capture(CaptureReport report) {
        return "leaked %d packets (IPv4 %d, IPv6 %d, DNS %d); inside tunnels %d, of hosts that are no clients %d, missed by the capture %d%n"
                .formatted(
                        report.leaked(),
                        report.ipv4(),
                        report.ipv6(),
                        report.dns(),
                        report.tunnelled(),
                        report.bystanders(),
                        report.droppedByKernel());
    }

    private static Table hosts(List<HostStatus> hosts) {
        Table table = new Table("HOST", "NODE", "IPV4", "IPV6", "STATE", "PROGRAMS");
        for (HostStatus host : hosts) {
            table.row(
                    host.name(),
                    host.node(),
                    host.addresses().getOrDefault("v4", ""),
                    host.addresses().getOrDefault("v6", ""),
                    state(host),
                    host.programs().entrySet().stream()
                            .map(program -> program.getKey() + (program.getValue() == 0 ? " (ended)" : ""))
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static String state(HostStatus host) {
        if (!host.failed().isEmpty()) {
            return "failed: " + host.failed();
        }
        JsonNode ready = host.report().path("ready");
        if (ready.isMissingNode()) {
            return "";
        }
        return ready.asBoolean() ? "ready" : "not ready";
    }

    /** Flows are counted over all routers; a router that does not find a gateway healthy has the last word on it. */
    private static Map<String, Gateway> gateways(List<HostStatus> hosts) {
        Map<String, Gateway> gateways = new LinkedHashMap<>();
        for (HostStatus host : hosts) {
            for (JsonNode gateway : routed(host, "gateways")) {
                String verdict = gateway.path("verdict").asText();
                boolean healthy = gateway.path("healthy").asBoolean();
                gateways.merge(
                        gateway.path("name").asText(),
                        new Gateway(verdict, gateway.path("flows").asLong()),
                        (one, other) -> new Gateway(healthy ? one.verdict : verdict, one.flows + other.flows));
            }
        }
        return gateways;
    }

    /** What each tunnel's agent says of it; and its flows, where no router counts them. */
    private static Optional<Table> tunnels(List<HostStatus> hosts, Map<String, Long> flows) {
        List<HostStatus> holders =
                hosts.stream().filter(host -> host.hasTunnel()).toList();
        var heading = new ArrayList<>(List.of("TUNNEL", "ENGINE", "PUBLIC ADDRESS", "FORWARDED PORT", "AMISS"));
        if (!flows.isEmpty()) {
            heading.add(1, "FLOWS");
        }
        Table table = new Table(heading);
        for (HostStatus host : holders) {
            JsonNode said = host.report();
            var row = new ArrayList<>(List.of(
                    host.name(),
                    // The heading says that already.
                    said.path("engine").asText().replaceFirst("^engine says ", ""),
                    Stream.of("publicAddress", "publicAddress6")
                            .map(field -> said.path(field).asText())
                            .filter(address -> !address.isEmpty())
                            .collect(Collectors.joining(", ")),
                    said.path("forwardedPort").asInt() == 0
                            ? ""
                            : said.path("forwardedPort").asText(),
                    said.path("detail").asText()));
            if (!flows.isEmpty()) {
                row.add(
                        1,
                        Optional.ofNullable(flows.get(host.name()))
                                .map(String::valueOf)
                                .orElse(""));
            }
            table.row(row);
        }
        return holders.isEmpty() ? Optional.empty() : Optional.of(table);
    }

    /** A list in the report of a host's router; nothing where there is none. */
    private static Iterable<JsonNode> routed(HostStatus host, String list) {
        return host.router().<Iterable<JsonNode>>map(said -> said.path(list)).orElse(List.of());
    }
}
