package dev.culvert.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.LabStatus;
import dev.culvert.lab.capture.CaptureReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A laboratory's status for people: hosts, who holds which VIP, gateways with their health and flows, what leaked. */
final class StatusText {
    /** What the routers say of one gateway. */
    private record Gateway(String verdict, long flows) {}

    private StatusText() {}

    static String of(LabStatus status) {
        StringBuilder text = new StringBuilder(hosts(status.hosts()).toString());
        for (HostStatus host : status.hosts()) {
            for (JsonNode vip : reported(host, "vips")) {
                text.append("\nVIP %s is held by %s".formatted(vip.asText(), host.name()));
            }
        }
        Map<String, Gateway> gateways = gateways(status.hosts());
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
            for (JsonNode gateway : reported(host, "gateways")) {
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

    /** A list in a host's report; nothing of one that failed, as its report is of before. */
    private static Iterable<JsonNode> reported(HostStatus host, String list) {
        return host.failed().isEmpty() ? host.report().path(list) : List.of();
    }
}
