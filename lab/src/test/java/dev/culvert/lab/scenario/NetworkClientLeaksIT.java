package dev.culvert.lab.scenario;

import dev.culvert.lab.Routing;
import dev.culvert.lab.topology.ClientNetwork;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
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
        Hands.type(lab(), "node-1", "sysctl -qw net.ipv4.conf.cvbr0.forwarding=1");
        uplink().assertLeaksBy(this::sendToTheNodesBridge);
        Hands.type(lab(), "node-1", "sysctl -qw net.ipv4.conf.cvbr0.forwarding=0");
    }

    private void sendToTheNodesBridge() {
        InetAddress own = new ClientNetwork(lab().spec())
                .address(lab().topology().host("client-1"))
                .toInet();
        try (NetworkNamespace node = lab().namespace("node-1");
                NetworkNamespace client = lab().namespace("client-1")) {
            MacAddress bridge = node.call(() -> Attempt.mac("cvbr0"));
            client.run(() -> Attempt.frame("net1", bridge, Crafted.udp(own, Remote.V4, 7)));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
