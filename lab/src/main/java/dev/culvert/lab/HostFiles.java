package dev.culvert.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.topology.Names;
import dev.culvert.lab.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The files in a host's folder. */
final class HostFiles {
    /** Where an agent says what is true of its host. */
    private static final String REPORT = "status.json";

    private static final JsonMapper JSON = new JsonMapper();

    private HostFiles() {}

    /** Writes what every host has. */
    static void write(Topology topology, Host host) {
        Path folder = HostEntry.files(host.name());
        HostFile.write(folder.resolve("hosts"), Names.hostsFile(topology, host));
        HostFile.write(folder.resolve("resolv.conf"), Names.resolvConf());
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
