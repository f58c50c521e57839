package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.service.Greeting;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The gateway that holds the VIP dies, all its processes at once, while its network goes on standing. It was on the client's own
 * node, and the other is not.
 */
@Timeout(150)
class OverlayFailoverIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String VIP = "192.168.27.1/";

    private Lab lab;
    private NetworkNamespace client;
    private Flows flows;

    @BeforeEach
    void openFlows() {
        lab = Lab.up(
                LabSpec.defaults().withRouting(Routing.OVERLAY).withExits(2).withClients(1));
        client = lab.namespace("client-1");
        flows = Flows.open(client, Remote.V4, new Flows.Plan(60, 20, Duration.ofMillis(100), Duration.ofSeconds(15)));
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(flows.opened())
                        .as("flows open; the client sends to %s, the VIP is at %s", forwarding(), vipHolder())
                        .isTrue());
    }

    @AfterEach
    void down() {
        flows.close();
        client.close();
        lab.close();
    }

    @Test
    @Proves({"F1", "F5", "F11", "L3"})
    void onlyItsOwnExitsFlowsEndAndClientsFollowTheVip() {
        String holder = vipHolder();
        String exit =
                lab.topology().host(holder.replace("gateway", "exit")).v4().orElseThrow();
        Set<Integer> on = flows.which(flow -> flow.exits().equals(Set.of(exit)));
        Set<Integer> tcp = flows.which(
                flow -> flow.protocol().equals("tcp") && flow.exits().equals(Set.of(exit)));
        assertThat(tcp).as("TCP flows through %s", exit).isNotEmpty();

        lab.fail(holder, FailureMode.KILL);
        long killed = System.nanoTime();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(SOON)
                .untilAsserted(() -> assertThat(lab.exec("client-1", "curl", "-s4", "-m1", "http://198.51.100.11/ip")
                                .exitCode())
                        .as("a new flow; the client sends to %s, the VIP is at %s", forwarding(), vipHolder())
                        .isZero());
        Duration followed = Duration.ofNanos(System.nanoTime() - killed);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(flows.which(flow -> flow.fate() == Fate.RESET))
                        .as("flows that were reset, of %s", ends())
                        .containsAll(tcp));
        // Whoever knew of its UDP flows is gone. If the new holder had the VIP before it knew of the exit's death, it
        // pinned
        // them to it and resets them; else they go on by another exit.
        assertThat(flows.which(flow -> !flow.unharmed()))
                .as("flows that did not stay")
                .isEqualTo(on);
        assertThat(followed).as("until a new flow works").isLessThan(Duration.ofSeconds(3));
        String pod = lab.topology().host(holder).v4().orElseThrow();
        assertThat(forwarding()).as("where the client looks for the VIP").doesNotContain(pod);

        Set<Integer> living = flows.which(flow -> flow.fate() == Fate.ALIVE);
        lab.heal(holder);
        lab.awaitReady(SOON.multipliedBy(3));
        assertThat(flows.which(flow -> flow.fate() == Fate.ALIVE))
                .as("flows that live by whatever exit at the return; that ended: %s", ends())
                .isEqualTo(living);
        assertThat(flows.which(flow -> !flow.unharmed()))
                .as("flows that did not stay at the return")
                .isEqualTo(on);
        assertThat(lab.capture().clean()).as("no packet left outside a tunnel").isTrue();
    }

    /** The others drop what it sends until their settings name its address: it hears nobody but itself. */
    @Test
    @Proves("F11")
    void aPodMadeAnewThatTheOthersDoNotKnowYetDrawsNoFlows() {
        String holder = vipHolder();
        String lost = holder.equals("gateway-1") ? "gateway-2" : "gateway-1";
        String exit = lab.topology().host(lost.replace("gateway", "exit")).v4().orElseThrow();
        String pod = lab.topology().host(lost).v4().orElseThrow();
        String formerly = pod.replaceFirst("\\d+$", "250");
        Set<Integer> on = flows.which(flow -> flow.exits().equals(Set.of(exit)));
        var file = new GatewayFile(holder);
        file.readdress(pod, formerly);
        lab.fail(lost, FailureMode.KILL);
        Hands.tryTo(
                lab,
                lost,
                "nft flush ruleset",
                "ip link del vip42",
                "ip link del vxlan0",
                "cd " + HostEntry.files(lost).resolve("router"),
                "rm -f fit alive status.json keepalived* watchdog*");
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(flows.which(flow -> flow.ended().isPresent()))
                        .as("flows that ended: %s", ends())
                        .isEqualTo(on));

        lab.heal(lost);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(leadsFlows(lost))
                        .as(() -> "its router leads flows into its tunnel; " + lastWords(lost))
                        .isTrue());
        Awaitility.await()
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(7))
                .untilAsserted(() -> assertThat(vips(lost)).doesNotContain(VIP));
        file.readdress(formerly, pod);
        lab.awaitReady(SOON.multipliedBy(3));
        assertThat(vips(holder)).contains(VIP);
        assertThat(flows.which(flow -> !flow.unharmed()))
                .as("flows that did not stay: %s", ends())
                .isEqualTo(on);
    }

    /** As from a program that asks on whatever it is told: a ping, a name server's client, QUIC. */
    @Test
    @Proves("F1")
    void datagramsOfALostGatewayGoOnByTheOneThatHoldsTheVip() throws Exception {
        String holder = vipHolder();
        String lost = holder.equals("gateway-1") ? "gateway-2" : "gateway-1";
        String exit = lab.topology().host(lost.replace("gateway", "exit")).v4().orElseThrow();
        var sockets = new ArrayList<DatagramSocket>();
        try {
            while (sockets.size() < 16) {
                sockets.add(client.call(() -> new DatagramSocket()));
            }
            List<DatagramSocket> onIt = sockets.stream()
                    .filter(socket -> exit.equals(seenFrom(socket)))
                    .toList();
            assertThat(onIt).as("sockets whose datagrams leave by %s", exit).isNotEmpty();
            lab.fail(lost, FailureMode.KILL);
            for (DatagramSocket socket : onIt) {
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(seenFrom(socket)).isNotEmpty().isNotEqualTo(exit));
            }
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
        assertThat(lab.capture().clean()).as("no packet left outside a tunnel").isTrue();
    }

    /** Where the remote sees a datagram come from; empty without an answer. Who is not connected hears no refusal. */
    private static String seenFrom(DatagramSocket socket) {
        byte[] bytes = new byte[200];
        var answer = new DatagramPacket(bytes, bytes.length);
        try {
            socket.setSoTimeout(300);
            socket.send(new DatagramPacket(new byte[1], 1, Remote.V4, RemoteServices.ECHO));
            socket.receive(answer);
            return Greeting.address(new String(bytes, 0, answer.getLength(), StandardCharsets.US_ASCII));
        } catch (IOException silence) {
            return "";
        }
    }

    private List<String> ends() {
        return flows.report().stream()
                .filter(flow -> !flow.unharmed())
                .map(flow -> flow.protocol() + " " + flow.exits() + " " + flow.fate())
                .toList();
    }

    private String forwarding() {
        return lab.exec("client-1", "sh", "-c", "bridge fdb show dev vxlan0 | grep 00:00:5e:00:01:2a")
                .out();
    }

    private String vipHolder() {
        return lab.status().hosts().stream()
                .map(HostStatus::name)
                .filter(name -> name.startsWith("gateway"))
                .filter(name -> vips(name).contains(VIP))
                .findFirst()
                .orElse("nobody");
    }

    /** Whether that gateway's router would lead flows into a tunnel. */
    private boolean leadsFlows(String gateway) {
        return lab.status()
                .host(gateway)
                .router()
                .filter(router -> router.path("ready").asBoolean())
                .isPresent();
    }

    private String lastWords(String gateway) {
        return Hands.tryTo(
                        lab,
                        gateway,
                        "cd " + HostEntry.files(gateway),
                        "tail -n 30 router/status.json router.log gateway.log wireguard-go.log",
                        "ip -brief address",
                        "wg show")
                .out();
    }

    private String vips(String gateway) {
        return lab.exec(gateway, "ip", "-brief", "address", "show", "dev", "vip42")
                .out();
    }
}
