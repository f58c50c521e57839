package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.socket.UdpSocket;
import dev.culvert.proofs.Proves;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What carries the mark of an engine that chooses among unknown servers: open to IPv4, which the engine speaks, and to nothing else. */
class EnginesMarkIT {
    private static final InetAddress V4 = InetAddress.ofLiteral("203.0.113.1");
    private static final InetAddress V6 = InetAddress.ofLiteral("2001:db8:9::1");
    private static final int PORT = 7;

    private NetworkNamespace pod;
    private NetworkNamespace node;
    private DatagramSocket heard;

    @BeforeEach
    void connect() throws Exception {
        pod = NetworkNamespace.create("pod");
        node = NetworkNamespace.create("node");
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.route().createLink(Veth.of("wg1", "wg1-peer"));
                kernel.route().createLink(Veth.of("eth0", "eth0", node));
                kernel.route().setUp("wg1");
            }
        });
        Links.up(pod, "eth0", "203.0.113.2/24", "2001:db8:9::2/64");
        Links.up(node, "eth0", "203.0.113.1/24", "2001:db8:9::1/64");
        Links.awaitRunning("eth0", pod, node);
        heard = node.call(() -> new DatagramSocket(new InetSocketAddress(PORT)));
        heard.setSoTimeout(1_000);
    }

    @AfterEach
    void delete() {
        heard.close();
        for (NetworkNamespace namespace : List.of(pod, node)) {
            namespace.close();
        }
        List.of("pod", "node").forEach(NetworkNamespace::delete);
    }

    @Test
    @Proves({"L16", "L21"})
    void itOpensTheWayForIpv4Alone() throws Exception {
        assertThat(arrives(V4) && arrives(V6)).as("without a lock").isTrue();
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(Examples.sidecarBesideAnEngine().open());
            }
        });
        assertThat(arrives(V4)).as("the engine's own packets").isTrue();
        assertThatThrownBy(() -> arrives(V6)).as("refused").isInstanceOf(NetlinkException.class);
    }

    private boolean arrives(InetAddress to) throws Exception {
        pod.run(() -> {
            try (UdpSocket socket = UdpSocket.open(Family.of(to))) {
                socket.mark(Examples.ENGINES_MARK);
                socket.send(new byte[] {'.'}, to, PORT);
            }
        });
        try {
            var packet = new DatagramPacket(new byte[1], 1);
            heard.receive(packet);
            return Family.of(packet.getAddress()) == Family.of(to);
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }
}
