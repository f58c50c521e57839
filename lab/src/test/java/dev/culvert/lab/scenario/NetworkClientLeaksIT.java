package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Routing;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A client's leaks with routing network, where it also has a link that nodes' bridges are on. */
class NetworkClientLeaksIT extends ClientLeaks {
    NetworkClientLeaksIT() {
        super(Routing.NETWORK);
    }

    /** The lock lets everything into the client network, so the node itself must not take what is addressed to its bridge. */
    @Test
    @Order(2)
    @Proves("L20")
    void aNodeForwardsNothingFromTheClientNetwork() {
        uplink().assertNothingLeaksBy(this::sendToTheNodesBridge);
        lab().fail("node-1", FailureMode.HANG);
        Hands.type(lab(), "node-1", "nft delete chain netdev culvert_node cvbr1000");
        uplink().assertLeaksBy(this::sendToTheNodesBridge);
        lab().heal("node-1");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> Hands.type(lab(), "node-1", "nft list table netdev culvert_node")
                        .contains("cvbr1000"));
        uplink().assertNothingLeaksBy(this::sendToTheNodesBridge);
    }

    /**
     * By ARP it would draw another client's packets to itself; it has left its routes into the tunnel, and forwards. It does not get
     * so far: it sends in its own name alone. Without that, it forwards nothing; without its lock as well, it does.
     */
    @Test
    @Order(3)
    @Proves("L24")
    void aClientThatTakesTheVipLeadsNobodyOutside() throws Exception {
        Hands.type(
                lab(),
                "client-3",
                "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.net1.rp_filter=0",
                "ip route flush dev net1");
        for (int lie = 0; lie < 20; lie++) {
            assertThat(takeTheVip()).isFalse();
        }
        assertThat(Pattern.compile("packets (\\d+)")
                        .matcher(Hands.type(lab(), "client-3", "nft list table netdev culvert_sender"))
                        .results()
                        .mapToInt(packets -> Integer.parseInt(packets.group(1)))
                        .sum())
                .isGreaterThanOrEqualTo(20);
        Hands.type(lab(), "client-3", "nft delete table netdev culvert_sender");
        Runnable takeAndTry = () -> {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::takeTheVip);
            Attempt.UDP.make(lab(), "client-1");
            Attempt.TCP.make(lab(), "client-1");
        };
        uplink().assertNothingLeaksBy(takeAndTry);
        Hands.type(lab(), "client-3", "nft flush ruleset");
        uplink().assertLeaksBy(takeAndTry);
        Hands.type(lab(), "client-3", "sysctl -qw net.ipv4.ip_forward=0");
        Awaitility.await()
                .alias("client-1 finds its router again")
                .atMost(Duration.ofSeconds(60))
                .until(() -> lab().exec("client-1", "curl", "-s4", "-m1", "http://198.51.100.11/ip")
                        .out()
                        .contains("203.0.113."));
    }

    /** Whether client-1 believes that the VIP is at client-3, which says so. */
    private boolean takeTheVip() throws Exception {
        InetAddress vip = new ClientNetwork(lab().spec()).vip(1).toInet();
        try (NetworkNamespace liar = lab().namespace("client-3");
                NetworkNamespace client = lab().namespace("client-1")) {
            MacAddress forged = liar.call(() -> Attempt.mac("net1"));
            MacAddress victim = client.call(() -> Attempt.mac("net1"));
            liar.run(() -> {
                try (LinkSocket link = LinkSocket.open("net1", LinkSocket.ALL)) {
                    link.send(Crafted.arpReply(forged, vip, victim));
                }
            });
            return Hands.type(lab(), "client-1", "ip neighbour show " + vip.getHostAddress() + " dev net1")
                    .contains(forged.toString());
        }
    }

    private void sendToTheNodesBridge() {
        InetAddress own = new ClientNetwork(lab().spec())
                .address(lab().topology().host("client-1"))
                .toInet();
        try (NetworkNamespace node = lab().namespace("node-1");
                NetworkNamespace client = lab().namespace("client-1")) {
            MacAddress bridge = node.call(() -> Attempt.mac("cvbr1000"));
            client.run(() -> Attempt.frame("net1", bridge, Crafted.udp(own, Remote.V4, 7)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
