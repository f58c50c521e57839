package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.PodPrograms;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.lab.process.ProgramSpec;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clocks of nodes jump: a machine without a battery wakes years ago, and is set right while tunnels stand already. */
@Timeout(120)
class ClockIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Set<String> EXITS = Set.of("203.0.113.1", "203.0.113.2");
    private static final List<HostRole> JUMPING = List.of(HostRole.GATEWAY, HostRole.ROUTER);

    /** What of a jump is seen: the age of a handshake, which the kernel or wireguard-go tells by a clock that did not jump. */
    private static final String NOT_KNOWN = "nothing";

    @Test
    @Proves("L22")
    void aClockThatJumpsEndsNothingAndOpensNothing() throws Exception {
        LabSpec spec = LabSpec.defaults().withExits(2).withRouters(1).withClients(1);
        try (Lab lab = Lab.up(spec, (any, host) -> jumping(CulvertPrograms.of(any, host), host), line -> {});
                NetworkNamespace client = lab.namespace("client-1")) {
            lab.awaitReady(SOON.multipliedBy(3));
            Uplink uplink = new Uplink(lab);
            try (Flows flows = Flows.open(client, Remote.V4, new Flows.Plan(20, 20, Duration.ofMillis(50), SOON))) {
                Awaitility.await().atMost(SOON).until(flows::opened);
                for (String jump : List.of("+400d", "-4000d", "+0")) {
                    for (HostRole role : JUMPING) {
                        lab.topology().hosts(role).forEach(host -> HostFile.write(clock(host), jump));
                    }
                    boolean right = jump.equals("+0");
                    Awaitility.await()
                            .alias("gateways hear of " + jump)
                            .atMost(SOON)
                            .until(() -> engines(lab).stream().allMatch(engine -> right != engine.contains(NOT_KNOWN)));
                    Attempt.makeAll(lab, "client-1");
                    Set<String> exits = new HashSet<>();
                    Awaitility.await()
                            .alias("new flows leave by both exits after " + jump)
                            .atMost(SOON)
                            .until(() -> {
                                exits.addAll(exit(lab));
                                return exits.equals(EXITS);
                            });
                    assertThat(flows.report()).as(jump).allMatch(FlowReport::unharmed);
                }
            }
            uplink.assertNothingLeaked();
        }
    }

    private static Set<String> engines(Lab lab) {
        return lab.status().hosts().stream()
                .filter(host -> host.role().equals("gateway"))
                .map(HostStatus::report)
                .map(report -> report.path("engine").asText())
                .collect(Collectors.toSet());
    }

    /** The address that the remote saw, or nothing. */
    private static List<String> exit(Lab lab) {
        return lab.exec("client-1", "sh", "-c", "curl -s4 -m3 http://198.51.100.11/ip | grep -o '203[.0-9]*'")
                .out()
                .lines()
                .toList();
    }

    /** The host's programs, by a clock that its file puts on or back; what counts time only is left alone, as by the kernel. */
    private static PodPrograms jumping(PodPrograms programs, Host host) {
        if (!JUMPING.contains(host.role())) {
            return programs;
        }
        Map<Path, String> files = new HashMap<>(programs.files());
        files.put(clock(host), "+0");
        return new PodPrograms(
                files,
                programs.before(),
                programs.programs().stream()
                        .map(program -> new ProgramSpec(
                                program.name(), program.command(), jumping(program, host), program.restart()))
                        .toList());
    }

    private static Map<String, String> jumping(ProgramSpec program, Host host) {
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.putAll(Map.of(
                "LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1",
                "FAKETIME_TIMESTAMP_FILE", clock(host).toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1",
                "FAKETIME_DISABLE_SHM", "1"));
        return environment;
    }

    private static Path clock(Host host) {
        return HostEntry.files(host.name()).resolve("clock");
    }
}
