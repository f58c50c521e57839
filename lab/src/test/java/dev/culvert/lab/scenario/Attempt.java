package dev.culvert.lab.scenario;

import dev.culvert.lab.Host;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabException;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.RouteSocket;
import dev.culvert.netlink.socket.Checksum;
import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.netlink.socket.RawSocket;
import dev.culvert.netlink.socket.UdpSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One way in which a program may try to reach the internet. Each sends at least one packet if nothing holds it back;
 * they run with every capability over the host's network, which is more than a client's programs have.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
enum Attempt {
    TCP((lab, host) -> connect(Remote.V4, 443)),
    UDP((lab, host) -> datagram(Remote.V4, 7, socket -> {})),
    ICMP((lab, host) -> echo(Family.IPV4, Remote.V4)),
    DNS_UDP((lab, host) -> datagram(Remote.DNS_V4, 53, socket -> {})),
    DNS_TCP((lab, host) -> connect(Remote.DNS_V4, 53)),
    DNS_IPV6((lab, host) -> datagram(Remote.DNS_V6, 53, socket -> {})),
    IPV6_TCP((lab, host) -> connect(Remote.V6, 443)),
    IPV6_UDP((lab, host) -> datagram(Remote.V6, 7, socket -> {})),
    IPV6_ICMP((lab, host) -> echo(Family.IPV6, Remote.V6)),
    IPV6_ULA((lab, host) -> datagram(Remote.ULA, 7, socket -> {})),
    BY_FIRST_LINK((lab, host) -> datagram(Remote.V4, 7, socket -> socket.bindToDevice(Host.PRIMARY))),
    BY_FIRST_LINK_IPV6((lab, host) -> datagram(Remote.V6, 7, socket -> socket.bindToDevice(Host.PRIMARY))),
    MARKED_AS_A_TUNNELS_OWN((lab, host) -> datagram(Remote.V4, 7, socket -> socket.mark(51820))),
    MARKED_AS_A_ROUTERS((lab, host) -> datagram(Remote.V4, 7, socket -> socket.mark(1))),
    FROM_THE_PODS_ADDRESS((lab, host) -> datagram(
            Remote.V4, 7, socket -> socket.bind(InetAddress.ofLiteral(host.v4().orElseThrow()), 0))),
    RAW_FROM_A_FOREIGN_ADDRESS((lab, host) -> raw(Remote.FOREIGN_V4, Remote.V4)),
    RAW_FROM_A_FOREIGN_ADDRESS_IPV6((lab, host) -> raw(Remote.FOREIGN_V6, Remote.V6)),
    FRAME((lab, host) -> frame(lab, host, InetAddress.ofLiteral(host.v4().orElseThrow()), Remote.V4)),
    FRAME_IPV6((lab, host) -> frame(lab, host, InetAddress.ofLiteral(host.v6().orElseThrow()), Remote.V6)),
    FRAME_FROM_A_FOREIGN_ADDRESS((lab, host) -> frame(lab, host, Remote.FOREIGN_V4, Remote.V4));

    @FunctionalInterface
    private interface Sending {
        void send(Lab lab, Host host) throws Exception;
    }

    @SuppressWarnings("ImmutableEnumChecker") // Lambdas without state; a test need not say so in types.
    private final Sending sending;

    Attempt(Sending sending) {
        this.sending = sending;
    }

    /** Tries it in {@code host}. That it is refused is as good as that it is lost. */
    void make(Lab lab, String host) {
        try (NetworkNamespace namespace = lab.namespace(host)) {
            namespace.run(() -> sending.send(lab, lab.topology().host(host)));
        } catch (NetlinkException | IOException refused) {
            return;
        } catch (Exception e) {
            throw new LabException("cannot try " + this + " in " + host, e);
        }
    }

    /** Tries all of them in {@code host}. */
    static void makeAll(Lab lab, String host) {
        for (Attempt attempt : values()) {
            attempt.make(lab, host);
        }
    }

    private static void connect(InetAddress to, int port) throws IOException {
        try (SocketChannel socket = SocketChannel.open()) {
            socket.configureBlocking(false);
            socket.connect(new InetSocketAddress(to, port));
        }
    }

    private static void datagram(InetAddress to, int port, Consumer<UdpSocket> as) {
        try (UdpSocket socket = UdpSocket.open(Family.of(to))) {
            as.accept(socket);
            socket.send(new byte[] {'.'}, to, port);
        }
    }

    private static void echo(Family family, InetAddress to) {
        byte[] request = new byte[16];
        request[0] = (byte) (family == Family.IPV4 ? 8 : 128);
        int checksum = Checksum.of(request, 0, request.length);
        request[2] = (byte) (checksum >> 8);
        request[3] = (byte) checksum;
        try (RawSocket socket = RawSocket.icmp(family)) {
            socket.send(request, to);
        }
    }

    private static void raw(InetAddress from, InetAddress to) {
        try (RawSocket socket = RawSocket.ip(Family.of(to))) {
            socket.send(Crafted.udp(from, to, 7), to);
        }
    }

    /** Past the network stack, straight to the node. */
    private static void frame(Lab lab, Host host, InetAddress from, InetAddress to) throws Exception {
        MacAddress next;
        try (NetworkNamespace node = lab.namespace(host.node().orElseThrow())) {
            next = node.call(() -> mac("cni0"));
        }
        frame(Host.PRIMARY, next, Crafted.udp(from, to, 7));
    }

    /** Sends a packet as a frame by {@code link} of the calling thread's namespace. */
    static void frame(String link, MacAddress to, byte[] packet) {
        try (LinkSocket socket = LinkSocket.open(link, LinkSocket.ALL)) {
            socket.send(Crafted.frame(mac(link), to, packet));
        }
    }

    /** The MAC of {@code link} in the calling thread's namespace. */
    static MacAddress mac(String link) {
        try (RouteSocket route = new RouteSocket()) {
            return route.link(link).orElseThrow().mac().orElseThrow();
        }
    }
}
