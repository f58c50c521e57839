package dev.culvert.lab.scenario;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Routing;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.time.Duration;
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
