package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.lab.service.SeenSources;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client without any power sends VXLAN frames of its own making to the gateways: an ordinary datagram is enough. */
@Timeout(90)
class ForgedFramesIT {
    private static final int VXLAN = 4789;
    private static final int VNI = 42;
    private static final MacAddress VIP = MacAddress.of("00:00:5e:00:01:2a");
    private static final MacAddress ANY = MacAddress.of("02:00:00:00:00:09");

    private static Lab lab;
    private static SeenSources seen;

    @BeforeAll
    static void up() {
        lab = Lab.up(
                LabSpec.defaults().withRouting(Routing.OVERLAY).withExits(2).withClients(2));
        lab.awaitReady(Duration.ofSeconds(40));
        seen = lab.remote("remote-1").seen();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @Test
    @Proves("L24")
    void aClientSendsInItsOwnNameOrNotAtAll() throws Exception {
        InetAddress own = overlay("client-2");
        InetAddress others = overlay("client-1");
        send(Crafted.udp(own, Remote.V4, RemoteServices.ECHO));
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> !seen.of("udp", RemoteServices.ECHO).isEmpty());
        seen.clear();
        long dropped = dropped();
        for (InetAddress name : new InetAddress[] {
            others, overlay("gateway-1"), overlay("gateway-2"), InetAddress.ofLiteral("192.168.25.250")
        }) {
            send(Crafted.udp(name, Remote.V4, RemoteServices.ECHO));
        }
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> dropped() >= dropped + 8);
        assertThat(seen.of("udp", RemoteServices.ECHO))
                .as("what reached the remote")
                .isEmpty();
        new Uplink(lab).assertNothingLeaked();
    }

    private static InetAddress overlay(String host) {
        return lab.clientNetwork().address(lab.topology().host(host)).toInet();
    }

    /** What the gateways refused to take off the overlay. */
    private static long dropped() {
        return lab.topology().hosts(HostRole.GATEWAY).stream()
                .mapToLong(gateway -> Long.parseLong(
                        Hands.type(lab, gateway.name(), "nft list chain inet culvert_gateway overlay_ends | grep drop")
                                .replaceAll("(?s).*packets (\\d+).*", "$1")))
                .sum();
    }

    /** To every gateway: one of them holds the VIP. */
    private static void send(byte[] packet) throws Exception {
        byte[] frame = Crafted.frame(ANY, VIP, packet);
        byte[] datagram = ByteBuffer.allocate(8 + frame.length)
                .putInt(0x0800_0000)
                .putInt(VNI << 8)
                .put(frame)
                .array();
        try (NetworkNamespace client = lab.namespace("client-2")) {
            client.run(() -> {
                try (var socket = new DatagramSocket()) {
                    for (Host gateway : lab.topology().hosts(HostRole.GATEWAY)) {
                        InetAddress pod = InetAddress.ofLiteral(gateway.v4().orElseThrow());
                        socket.send(new DatagramPacket(datagram, datagram.length, pod, VXLAN));
                    }
                }
            });
        }
    }
}
