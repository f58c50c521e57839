package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.ClaimedPort;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More of everything than a byte's half or a table of eight would hold: exits, ports, and clients behind one. */
@Timeout(180)
class ManyInboundIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int EXITS = 9;
    private static final int CLIENTS = 16;
    private static final String REMOTE = "198.51.100.11";

    /** The first leads to all, the others to one each. */
    private static final List<Integer> PORTS = List.of(51413, 1024, 6881, 32400, 65535);

    /** So many that hardly ever one of sixteen clients gets none; as many to each port would keep a machine too busy. */
    private static final int FLOWS_TO_ALL = 16;

    private static final int FLOWS_TO_ONE = 2;

    @Test
    @Proves("I7")
    void everyPortOfEveryExitLeadsToItsClients() {
        LabSpec spec = LabSpec.defaults()
                .withExits(EXITS)
                .withRouters(1)
                .withClients(CLIENTS)
                .withPorts(IntStream.range(0, PORTS.size())
                        .mapToObj(i -> new ClaimedPort(PORTS.get(i), RemoteServices.ECHO, behind(i)))
                        .toList());
        Map<String, RemoteServices> applications = new HashMap<>();
        List<Flows> all = new ArrayList<>();
        try (Lab lab = Lab.up(spec);
                NetworkNamespace remote = lab.namespace("remote-1")) {
            lab.topology()
                    .hosts(HostRole.CLIENT)
                    .forEach(client -> applications.put(client.name(), RemoteServices.start(client)));
            for (Host exit : lab.topology().hosts(HostRole.EXIT)) {
                for (int port : PORTS) {
                    int flows = port == PORTS.getFirst() ? FLOWS_TO_ALL : FLOWS_TO_ONE;
                    all.add(Flows.open(
                            remote,
                            new InetSocketAddress(
                                    InetAddress.ofLiteral(exit.v4().orElseThrow()), port),
                            new Flows.Plan(flows, flows, Duration.ofSeconds(2), SOON)));
                }
                Awaitility.await().atMost(SOON).until(() -> all.stream().allMatch(Flows::opened));
            }
            assertThat(all)
                    .allSatisfy(flows -> assertThat(flows.report()).allSatisfy(flow -> {
                        assertThat(flow.unharmed()).isTrue();
                        assertThat(flow.exits())
                                .as("who called, to the application")
                                .isEqualTo(Set.of(REMOTE));
                    }));

            long toAll = (long) EXITS * FLOWS_TO_ALL;
            long toOne = (long) EXITS * FLOWS_TO_ONE;
            for (String protocol : List.of("tcp", "udp")) {
                Map<String, Long> callers = new HashMap<>();
                applications.forEach((client, application) -> callers.put(
                        client,
                        application.seen().counts(protocol, RemoteServices.ECHO).getOrDefault(REMOTE, 0L)));
                assertThat(callers.values()).as("%s: %s", protocol, callers).doesNotContain(0L);
                for (int i = 1; i < PORTS.size(); i++) {
                    assertThat(callers.get("client-" + i))
                            .as("%s: %s", protocol, callers)
                            .isGreaterThanOrEqualTo(toOne);
                }
                // Of UDP each datagram is counted.
                assertThat(callers.values().stream().mapToLong(Long::longValue).sum())
                        .isGreaterThanOrEqualTo(toAll + toOne * (PORTS.size() - 1));
            }
            assertThat(lab.capture().clean()).isTrue();
        } finally {
            all.forEach(Flows::close);
            applications.values().forEach(RemoteServices::close);
        }
    }

    private static List<String> behind(int port) {
        return port == 0
                ? IntStream.rangeClosed(1, CLIENTS).mapToObj(i -> "client-" + i).toList()
                : List.of("client-" + port);
    }
}
