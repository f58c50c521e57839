package dev.culvert.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.culvert.netlink.Address;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.FdbEntry;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.Nftables;
import dev.culvert.netlink.RouteSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketsIT {
    private static final InetAddress NEAR = IpPrefix.address("10.0.0.1");
    private static final InetAddress FAR = IpPrefix.address("10.0.0.2");
    private static final InetAddress FAR6 = IpPrefix.address("fd00::2");

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(2048, 8);
    private NetworkNamespace near;
    private NetworkNamespace far;

    @BeforeEach
    void connect() throws Exception {
        near = NetworkNamespace.create("near");
        far = NetworkNamespace.create("far");
        near.run(() -> {
            try (RouteSocket routes = new RouteSocket()) {
                routes.createLink(NewLink.Veth.of("n0", "f0", far));
                up(routes, "n0", "1");
            }
        });
        far.run(() -> {
            try (RouteSocket routes = new RouteSocket()) {
                up(routes, "f0", "2");
            }
        });
    }

    private static void up(RouteSocket routes, String link, String host) {
        routes.setUp(link);
        routes.addAddress(Address.of("10.0.0." + host + "/24", link));
        routes.addAddress(Address.of("fd00::" + host + "/64", link).with(Address.Flag.NODAD));
    }

    @AfterEach
    void disconnect() {
        near.close();
        far.close();
        NetworkNamespace.delete("near");
        NetworkNamespace.delete("far");
        arena.close();
    }

    /** Waits by the poller until the socket gives something. */
    private static <T> T await(Pollable socket, Supplier<Optional<T>> receive) {
        try (Poller poller = new Poller()) {
            poller.add(socket);
            AtomicReference<Optional<T>> found = new AtomicReference<>(Optional.empty());
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (found.get().isEmpty()) {
                assertThat(System.nanoTime()).as("received in time").isLessThan(deadline);
                poller.await(Duration.ofSeconds(1), ready -> found.set(receive.get()));
            }
            return found.get().get();
        }
    }

    private static byte[] echoRequest(Family family, int sequence) {
        byte[] packet = new byte[16];
        ByteBuffer.wrap(packet)
                .put((byte) (family == Family.IPV4 ? 8 : 128))
                .putShort(4, (short) 0x4242)
                .putShort(6, (short) sequence);
        ByteBuffer.wrap(packet).putShort(2, (short) Checksum.of(packet, 0, packet.length));
        return packet;
    }

    @Test
    void pingsOverBothFamilies() throws Exception {
        try (RawSocket four = near.call(() -> RawSocket.icmp(Family.IPV4));
                RawSocket six = near.call(() -> RawSocket.icmp(Family.IPV6))) {
            four.bindToDevice("n0");
            four.bind(NEAR);
            assertThat(four.receive(buffer)).isEmpty();
            assertThat(four.send(echoRequest(Family.IPV4, 7), FAR)).isTrue();
            Received reply = await(four, () -> four.receive(buffer));
            assertThat(reply).isEqualTo(new Received(FAR, 0, 36));
            assertThat(buffer.get(ValueLayout.JAVA_BYTE, 20)).as("echo reply").isZero();
            assertThat(buffer.get(ValueLayout.JAVA_BYTE, 27)).as("its sequence").isEqualTo((byte) 7);
            six.send(echoRequest(Family.IPV6, 8), FAR6);
            // Neighbour discovery comes to this socket as well.
            await(
                    six,
                    () -> six.receive(buffer)
                            .filter(got ->
                                    got.source().equals(FAR6) && buffer.get(ValueLayout.JAVA_BYTE, 0) == (byte) 129));
            assertThat(buffer.get(ValueLayout.JAVA_BYTE, 7)).isEqualTo((byte) 8);
        }
    }

    @Test
    void sendsAnySourceAndAFilterChoosesTheFrames() throws Exception {
        // ldh [12]; jeq #0x800, next, drop; ldb [26]; jeq #203, accept, drop: the first byte of an IPv4 frame's source.
        // In an ARP
        // frame that byte is of the sender's MAC address, which may be anything.
        List<Bpf> from203 = List.of(
                new Bpf(0x28, 0, 0, 12),
                new Bpf(0x15, 0, 3, 0x800),
                new Bpf(0x30, 0, 0, 26),
                new Bpf(0x15, 0, 1, 203),
                new Bpf(6, 0, 0, 0xffff),
                new Bpf(6, 0, 0, 0));
        byte[] packet = HexFormat.of().parseHex("4500001c0001000040110000cb0071090a0000020001000200080000");
        try (LinkSocket capture = far.call(() -> LinkSocket.open("f0", LinkSocket.ALL, from203));
                RawSocket raw = near.call(() -> RawSocket.ip(Family.IPV4))) {
            capture.promiscuous();
            capture.receiveBuffer(1 << 20);
            packet[12] = (byte) 202;
            raw.send(packet, FAR);
            packet[12] = (byte) 203;
            raw.send(packet, FAR);
            LinkSocket.Frame frame = await(capture, () -> capture.receive(buffer));
            assertThat(frame).isEqualTo(new LinkSocket.Frame(42, false));
            assertThat(buffer.asSlice(26, 8).toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly(203, 0, 113, 9, 10, 0, 0, 2);
            assertThat(capture.receive(buffer)).isEmpty();
            assertThat(capture.statistics()).isEqualTo(new LinkSocket.Statistics(1, 0));
            assertThat(capture.statistics().frames()).isZero();
        }
    }

    @Test
    void sendsWholeFrames() throws Exception {
        byte[] frame = new byte[60];
        System.arraycopy(HexFormat.of().parseHex("ffffffffffff02000000000788b5abcd"), 0, frame, 0, 16);
        try (LinkSocket in = far.call(() -> LinkSocket.open("f0", 0x88b5));
                LinkSocket out = near.call(() -> LinkSocket.open("n0", 0x88b5))) {
            assertThat(out.send(frame)).isTrue();
            assertThat(await(in, () -> in.receive(buffer))).isEqualTo(new LinkSocket.Frame(60, false));
            assertThat(buffer.asSlice(0, 60).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(frame);
        }
        near.run(() -> assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> LinkSocket.open("nothing", LinkSocket.ALL))
                .withMessage("open packet socket of nothing: ENODEV"));
    }

    /** What overlay networks build on: one frame from the right address, and the entry follows it to another end point. */
    @Test
    void anExternalEntryFollowsItsAddress() throws Exception {
        MacAddress mac = MacAddress.of("02:00:00:00:00:42");
        FdbEntry stale = FdbEntry.vxlan(mac, "vx0", IpPrefix.address("10.0.0.3"), FdbEntry.Lifetime.EXTERNAL);
        FdbEntry learned = FdbEntry.vxlan(mac, "vx0", FAR, FdbEntry.Lifetime.EXTERNAL);
        try (RouteSocket here = near.call(RouteSocket::new);
                RouteSocket there = far.call(RouteSocket::new)) {
            here.createLink(NewLink.Vxlan.of("vx0", 4, 4789).withLocal(NEAR));
            here.setUp("vx0");
            here.replaceFdb(stale);
            assertThat(here.fdb()).contains(stale);
            there.createLink(NewLink.Vxlan.of("vx0", 4, 4789).withLocal(FAR).withRemote(NEAR));
            there.setUp("vx0");
            byte[] frame = new byte[60];
            byte[] header = HexFormat.of().parseHex("ffffffffffff02000000004288b5");
            System.arraycopy(header, 0, frame, 0, header.length);
            try (LinkSocket out = far.call(() -> LinkSocket.open("vx0", 0x88b5))) {
                out.send(frame);
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(here.fdb()).contains(learned).doesNotContain(stale));
        }
    }

    @Test
    void udpCarriesTheMark() throws Exception {
        near.run(() -> {
            try (Nftables nft = new Nftables()) {
                nft.run("""
                        table inet t {
                          chain c { type filter hook output priority 0; udp dport 5000 meta mark != 0x17 drop; }
                        }
                        """);
            }
        });
        try (UdpSocket sender = near.call(() -> UdpSocket.open(Family.IPV4));
                UdpSocket receiver = far.call(() -> UdpSocket.open(Family.IPV4))) {
            receiver.bind(FAR, 5000);
            sender.bind(NEAR, 4000);
            sender.bindToDevice("n0");
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> sender.send(new byte[1], FAR, 5000))
                    .withMessage("send by UDP socket: EPERM");
            sender.mark(0x17);
            sender.send(new byte[] {1, 2, 3}, FAR, 5000);
            assertThat(await(receiver, () -> receiver.receive(buffer))).isEqualTo(new Received(NEAR, 4000, 3));
            assertThat(buffer.asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void anotherThreadEndsTheWait() throws Exception {
        try (Poller poller = new Poller()) {
            Thread waiting = Thread.ofPlatform().start(() -> poller.await(Duration.ofMinutes(10), ready -> {}));
            poller.wakeup();
            assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
            // The wakeup is used up: the next wait lasts.
            long start = System.nanoTime();
            poller.await(Duration.ofMillis(30), ready -> {});
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(29));
        }
    }
}
