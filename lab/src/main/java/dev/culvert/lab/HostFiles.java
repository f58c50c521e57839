package dev.culvert.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.agent.settings.Companions;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.topology.HostNames;
import dev.culvert.lab.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files in a host's folder. */
final class HostFiles {
    /** Where an agent says what is true of its host. */
    private static final String REPORT = "status.json";

    private static final int LAST_LINES = 3;

    private static final JsonMapper JSON = new JsonMapper();

    private HostFiles() {}

    /** Writes what every host has, in an empty folder: what a laboratory before this one left would be believed. */
    static void write(Topology topology, Host host) {
        Path folder = HostEntry.files(host.name());
        delete(folder);
        HostFile.write(folder.resolve("hosts"), HostNames.hostsFile(topology, host));
        HostFile.write(folder.resolve("resolv.conf"), HostNames.resolvConf(topology, host));
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LabException("cannot empty " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Takes away what the agents of a host that was killed had said; a pod that is made anew finds nothing of it. */
    static void forget(Host host) {
        Path folder = HostEntry.files(host.name());
        List<String> said = host.role() == HostRole.ROUTER
                ? List.of(REPORT, "fit", "alive", Companions.KEEPALIVED, Companions.WATCHDOG)
                : List.of(REPORT, "router/" + REPORT);
        try {
            for (String file : said) {
                Files.deleteIfExists(folder.resolve(file));
            }
        } catch (IOException e) {
            throw new LabException("cannot remove what %s said: %s".formatted(host.name(), e.getMessage()), e);
        }
    }

    static HostStatus status(Host host, Optional<FailureMode> failed, Map<String, OptionalLong> running) {
        Map<String, String> addresses = new LinkedHashMap<>();
        host.v4().ifPresent(v4 -> addresses.put("v4", v4));
        host.v6().ifPresent(v6 -> addresses.put("v6", v6));
        Map<String, Long> programs = new LinkedHashMap<>();
        running.forEach((name, pid) -> programs.put(name, pid.orElse(0)));
        return new HostStatus(
                host.name(),
                host.role().word(),
                host.node().orElse(""),
                addresses,
                failed.map(FailureMode::word).orElse(""),
                programs,
                report(host));
    }

    /** The last lines that Culvert's programs in that host logged, for whoever wonders why it is not ready. */
    static String lastWords(Host host) {
        return Stream.of("node", "gateway", "sidecar", "router", "keepalived", "resolver")
                .map(program -> HostEntry.files(host.name()).resolve(program + ".log"))
                .filter(Files::exists)
                .map(log -> lastLines(host, log))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String lastLines(Host host, Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LAST_LINES))
                    .map(line -> host.name() + " " + log.getFileName() + ": " + line)
                    .collect(Collectors.joining("\n"));
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** What the agents wrote: the host's own, and in it that of a router in the same pod. */
    private static JsonNode report(Host host) {
        Path folder = HostEntry.files(host.name());
        JsonNode report = read(folder.resolve(REPORT));
        JsonNode router = read(folder.resolve("router").resolve(REPORT));
        if (report instanceof ObjectNode object && !router.isMissingNode()) {
            object.set("router", router);
        }
        return report;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException absent) {
            return MissingNode.getInstance();
        }
    }
}
