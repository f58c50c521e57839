package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.FlowReport;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.HostFile;
import dev.culvert.netlink.Neighbour;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NftMonitor;
import dev.culvert.netlink.Notification;
import dev.culvert.netlink.RouteMonitor;
import dev.culvert.proofs.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings change under running agents: the difference is all that happens, and no flow ends. */
@Timeout(120)
class ReloadIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String GATEWAY = "gateway-1";

    private static Lab lab;

    private NetworkNamespace client;
    private Flows flows;

    @BeforeAll
    static void up() {
        lab = Lab.up(
                LabSpec.defaults().withRouting(Routing.OVERLAY).withExits(2).withClients(1));
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @BeforeEach
    void openFlows() {
        lab.awaitReady(SOON.multipliedBy(2));
        client = lab.namespace("client-1");
        flows = Flows.open(client, Remote.V4, Flows.Plan.of(30, 10));
        Awaitility.await().atMost(SOON).until(flows::opened);
    }

    @AfterEach
    void closeFlows() {
        flows.close();
        client.close();
    }

    @Test
    @Proves("F15")
    void oneMoreClientIsOneMoreNeighbour() throws Exception {
        List<String> seen = changesDuring(() -> {
            new GatewayFile(GATEWAY).addClient("10.244.2.77");
            awaitLog("INFO culvert.settings: the settings have changed");
        });
        assertThat(seen)
                .as("changes in the kernel")
                .containsExactlyInAnyOrder(
                        "192.168.25.77 dev vxlan0 lladdr 02:00:c0:a8:19:4d nud permanent",
                        "02:00:c0:a8:19:4d dev vxlan0 dst 10.244.2.77 self permanent",
                        "00:00:00:00:00:00 dev vxlan0 dst 10.244.2.77 self permanent");
        assertThat(flows.report()).allMatch(FlowReport::unharmed);
    }

    @Test
    @Proves("L10")
    void whatCannotBeUsedChangesNothingAndIsTold() throws Exception {
        Path file = new GatewayFile(GATEWAY).path();
        String before = Files.readString(file);
        try {
            List<String> seen = changesDuring(() -> {
                HostFile.write(file, before.replace("192.168.24.0/22", "192.168.24.0/33"));
                Awaitility.await().atMost(SOON).until(() -> detail().contains("newer settings are not used"));
            });
            assertThat(seen).as("changes in the kernel").isEmpty();
            assertThat(flows.report()).allMatch(FlowReport::unharmed);
        } finally {
            HostFile.write(file, before);
        }
        Awaitility.await().atMost(SOON).until(() -> detail().isEmpty());
        assertThat(flows.report()).allMatch(FlowReport::unharmed);
    }

    @Test
    @Proves("R11")
    void aRotatedKeyIsPutInForceAndOtherTunnelsGoOn() throws Exception {
        Path conf = HostEntry.files(GATEWAY).resolve("wg.conf");
        String key = Hands.type(lab, GATEWAY, "wg genkey").strip();
        String publicKey =
                Hands.type(lab, GATEWAY, "echo " + key + " | wg pubkey").strip();
        String text = Files.readString(conf);
        String psk = text.replaceAll("(?s).*PresharedKey = (\\S+).*", "$1");
        String old = Hands.type(lab, GATEWAY, "wg show wg1 public-key").strip();
        Hands.type(
                lab,
                "exit-1",
                "wg set wgx1 peer " + old + " remove",
                "echo " + psk + " > /run/culvert/psk",
                "wg set wgx1 peer " + publicKey
                        + " preshared-key /run/culvert/psk allowed-ips 100.64.1.2/32,fd64:1::2/128");
        HostFile.write(conf, text.replaceAll("PrivateKey = \\S+", "PrivateKey = " + key));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(Hands.type(lab, GATEWAY, "wg show wg1 public-key")
                                .strip())
                        .isEqualTo(publicKey));
        lab.awaitReady(SOON.multipliedBy(2));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> lab.exec("client-1", "curl", "-s4", "-m3", "http://198.51.100.11/ip")
                        .out()
                        .contains("203.0.113.1"));
        assertThat(flows.report().stream().filter(flow -> flow.exits().contains("203.0.113.2")))
                .isNotEmpty()
                .allMatch(FlowReport::unharmed);
    }

    private static String detail() {
        return lab.status().host(GATEWAY).report().path("detail").asText();
    }

    private static void awaitLog(String words) {
        Path log = HostEntry.files(GATEWAY).resolve("gateway.log");
        Awaitility.await().atMost(SOON).until(() -> Files.readString(log).contains(words));
    }

    /** What plans hold and nothing else changes by itself: neighbours that stay, forwarding, routes, rules, links, tables. */
    private static List<String> changesDuring(Runnable change) throws Exception {
        var seen = new ArrayList<String>();
        try (NetworkNamespace gateway = lab.namespace(GATEWAY);
                RouteMonitor routes = gateway.call(RouteMonitor::new);
                NftMonitor tables = gateway.call(NftMonitor::new)) {
            change.run();
            // Until the new agent has looked at all it should.
            for (Optional<Notification> told = routes.next(Duration.ofSeconds(3));
                    told.isPresent();
                    told = routes.next(Duration.ofSeconds(3))) {
                text(told.get()).ifPresent(seen::add);
            }
            tables.next(Duration.ofMillis(10))
                    .map(Object::toString)
                    // The router's shortcut opens some time after its start, whoever else does what.
                    .filter(transaction -> !transaction.contains("culvert_shortcut"))
                    .ifPresent(seen::add);
        }
        return seen;
    }

    private static Optional<String> text(Notification notification) {
        return switch (notification) {
            case Notification.NeighbourChanged(Neighbour neighbour, boolean removed) ->
                neighbour.state() == Neighbour.State.PERMANENT ? Optional.of(neighbour.toString()) : Optional.empty();
            case Notification.NeighbourWanted wanted -> Optional.empty();
            case Notification.FdbChanged(var entry, boolean removed) -> Optional.of(entry.toString());
            // VRRP comes and goes as it sees fit.
            default -> Optional.of(notification.toString()).filter(text -> !text.contains("vip42"));
        };
    }
}
