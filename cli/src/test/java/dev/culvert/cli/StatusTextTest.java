package dev.culvert.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.LabStatus;
import dev.culvert.lab.capture.CaptureReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void addsUpFlowsAndBelievesTheRouterThatIsNotContent() throws JsonProcessingException {
        LabStatus status = new LabStatus(
                LabSpec.defaults(),
                List.of(
                        router("router-1", "", "[\"192.168.27.129\"]", true, "healthy", 3),
                        router("router-2", "", "[]", false, "silent for 3 s", 4),
                        router("router-3", "kill", "[]", false, "of a dead router", 5)),
                Map.of(),
                new CaptureReport(1, 0, 1, 0, 7, 9, 0, List.of()));
        assertThat(StatusText.of(status)).isEqualTo("""
                HOST      NODE  IPV4        IPV6  STATE         PROGRAMS
                router-1        10.244.1.1        ready         router, keepalived (ended)
                router-2        10.244.1.1        ready         router, keepalived (ended)
                router-3        10.244.1.1        failed: kill  router, keepalived (ended)

                VIP 192.168.27.129 is held by router-1

                GATEWAY    FLOWS  HEALTH, AS ITS ROUTERS SEE IT
                gateway-1  7      silent for 3 s

                leaked 1 packets (IPv4 0, IPv6 1, DNS 0); inside tunnels 9, of hosts that are no clients 7, missed by the capture 0
                """);
    }

    @Test
    void tellsOfTheTunnelAndOfTheRouterThatAreInOnePod() throws JsonProcessingException {
        var gateway = new HostStatus(
                "gateway-1", "gateway", "node-1", Map.of(), "", Map.of(), new JsonMapper().readTree("""
                {"role": "gateway", "ready": false, "engine": "down", "publicAddress": "203.0.113.1",
                 "forwardedPort": 5000, "detail": "no answer", "router": {"role": "router", "vips": ["172.31.0.1"],
                 "gateways": [{"name": "gateway-1", "healthy": true, "verdict": "healthy", "flows": 2}]}}
                """));
        assertThat(StatusText.of(new LabStatus(
                        LabSpec.defaults(),
                        List.of(gateway),
                        Map.of(),
                        new CaptureReport(0, 0, 0, 0, 0, 0, 0, List.of()))))
                .isEqualTo("""
                HOST       NODE    IPV4  IPV6  STATE      PROGRAMS
                gateway-1  node-1              not ready

                TUNNEL     ENGINE  PUBLIC ADDRESS  FORWARDED PORT  AMISS
                gateway-1  down    203.0.113.1     5000            no answer

                VIP 172.31.0.1 is held by gateway-1

                GATEWAY    FLOWS  HEALTH, AS ITS ROUTERS SEE IT
                gateway-1  2      healthy

                leaked 0 packets (IPv4 0, IPv6 0, DNS 0); inside tunnels 0, of hosts that are no clients 0, missed by the capture 0
                """);
    }

    @Test
    void tellsTheFlowsOfTunnelsWithoutRouters() throws JsonProcessingException {
        var client =
                new HostStatus("client-1", "client", "node-1", Map.of(), "", Map.of(), new JsonMapper().readTree("""
                {"role": "sidecar", "ready": true, "engine": "up"}
                """));
        assertThat(StatusText.of(new LabStatus(
                        LabSpec.defaults(),
                        List.of(client),
                        Map.of("client-1", 12L),
                        new CaptureReport(0, 0, 0, 0, 0, 0, 0, List.of()))))
                .contains("""
                        TUNNEL    FLOWS  ENGINE  PUBLIC ADDRESS  FORWARDED PORT  AMISS
                        client-1  12     up
                        """);
    }

    private static HostStatus router(
            String name, String failed, String vips, boolean healthy, String verdict, int flows)
            throws JsonProcessingException {
        var programs = new LinkedHashMap<String, Long>();
        programs.put("router", 12L);
        programs.put("keepalived", 0L);
        String report = """
                {"role": "router", "ready": true, "vips": %s, "gateways":
                  [{"name": "gateway-1", "healthy": %s, "verdict": "%s", "flows": %d}]}
                """.formatted(vips, healthy, verdict, flows);
        return new HostStatus(
                name, "router", "", Map.of("v4", "10.244.1.1"), failed, programs, new JsonMapper().readTree(report));
    }
}
