package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.DecodeException;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged messages give a value or a typed exception; never another exception, never an endless loop. The messages are this kernel's own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DecodeFuzzIT {
    private static final int ROUNDS = 400;
    private static final List<byte[]> DUMPED = new ArrayList<>();

    @BeforeAll
    static void dump() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("fuzz")) {
            Programs.output(namespace, """
                    ip link add va type veth peer name vb; ip link set va up; ip link set vb up
                    ip link add v type vxlan id 4 dstport 4789 local 10.0.0.1; ip address add 10.0.0.1/24 dev va
                    ip address add fd00::1/64 dev va nodad; ip neighbour add 10.0.0.9 lladdr 02:00:00:00:00:09 dev va
                    bridge fdb append 00:00:00:00:00:00 dev v dst 10.0.0.3
                    ip route add 10.8.0.0/16 mtu 1300 nexthop via 10.0.0.2 dev va nexthop via 10.0.0.3 dev va weight 3
                    ip rule add fwmark 1/0xff iif va ipproto tcp dport 80-90 lookup 101; ip -6 rule add to fd01::/64 prohibit
                    ip nexthop add id 1 via 10.0.0.2 dev va; ip nexthop add id 2 group 1,7 type resilient buckets 8
                    nft 'table inet t {
                      map m { type ipv4_addr . inet_service : mark; flags timeout; elements = { 10.0.0.1 . 1 timeout 1h : 5 } }
                    }'
                    """);
            namespace.run(() -> {
                try (NetlinkSocket route = new NetlinkSocket(NetlinkSocket.ROUTE);
                        NetlinkSocket netfilter = new NetlinkSocket(NetlinkSocket.NETFILTER)) {
                    keep(route, Rtnetlink.GETLINK, writer -> LinkCodec.header(writer, 0, 0, 0));
                    keep(route, Rtnetlink.GETADDR, writer -> writer.i32(0).i32(0));
                    keep(route, Rtnetlink.GETNEIGH, writer -> NeighbourCodec.header(writer, 0, 0, 0, 0));
                    keep(route, Rtnetlink.GETNEIGH, writer -> NeighbourCodec.header(writer, 7, 0, 0, 0));
                    keep(route, Rtnetlink.GETROUTE, writer -> writer.u8(2).raw(new byte[11]));
                    keep(route, Rtnetlink.GETROUTE, writer -> writer.u8(10).raw(new byte[11]));
                    keep(route, Rtnetlink.GETRULE, writer -> writer.raw(new byte[12]));
                    keep(route, Rtnetlink.GETNEXTHOP, writer -> writer.raw(new byte[8]));
                    keep(netfilter, Nfnetlink.GETSETELEM, writer -> {
                        Nfnetlink.header(writer, 1, 0);
                        writer.string(1, "t").string(2, "m");
                    });
                }
            });
        }
        assertThat(DUMPED).hasSizeGreaterThan(30);
    }

    @AfterAll
    static void delete() {
        NetworkNamespace.delete("fuzz");
    }

    private static void keep(NetlinkSocket socket, int type, Consumer<MessageWriter> request) {
        request.accept(socket.begin(type, Rtnetlink.DUMP));
        int before = DUMPED.size();
        socket.exchange(() -> "dump " + type, message -> {
            byte[] bytes = new byte[message.to() - message.from() + Message.HEADER];
            message.buffer().get(message.from() - Message.HEADER, bytes);
            DUMPED.add(bytes);
        });
        assertThat(DUMPED).as("dump " + type).hasSizeGreaterThan(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damageIsNoticedOrHarmless(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (byte[] message : DUMPED) {
            assertThatNoException().as("undamaged").isThrownBy(() -> decode(message));
            for (int round = 0; round < ROUNDS; round++) {
                byte[] damaged = damage(message, random);
                try {
                    decode(damaged);
                } catch (DecodeException | NetlinkException typed) {
                    refused++;
                }
            }
        }
        assertThat(refused).as("damage that is noticed").isGreaterThan(1000);
    }

    private static byte[] damage(byte[] message, Random random) {
        byte[] damaged = message.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged[at] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> (byte) 0xff;
                case 2 -> (byte) (damaged[at] ^ 1 << random.nextInt(8));
                default -> (byte) random.nextInt();
            };
        }
        if (random.nextInt(4) == 0) {
            int length = random.nextInt(damaged.length + 1);
            damaged = java.util.Arrays.copyOf(damaged, length);
            if (length >= Message.HEADER && random.nextBoolean()) {
                ByteBuffer.wrap(damaged).order(ByteOrder.nativeOrder()).putInt(0, length);
            }
        }
        return damaged;
    }

    private static void decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (Message message : Message.parse(buffer, bytes.length)) {
            Object value = switch (message.type()) {
                case Rtnetlink.NEWLINK -> LinkCodec.decode(message);
                case Rtnetlink.NEWADDR -> AddressCodec.decode(message, index -> "if" + index);
                case Rtnetlink.NEWNEIGH ->
                    List.of(
                            NeighbourCodec.neighbour(message, index -> "if" + index),
                            NeighbourCodec.fdb(message, index -> "if" + index));
                case Rtnetlink.NEWROUTE -> RouteCodec.decode(message, index -> "if" + index);
                case Rtnetlink.NEWRULE -> RuleCodec.decode(message);
                case Rtnetlink.NEWNEXTHOP -> NexthopCodec.decode(message, index -> "if" + index);
                case Message.ERROR, Message.DONE -> {
                    NetlinkSocket.verify(message, () -> "damaged");
                    yield "";
                }
                default -> {
                    new SetElements.Reader((key, data, expiration) -> {}).read(message);
                    Attributes attributes = message.attributes(Nfnetlink.HEADER);
                    yield attributes.next();
                }
            };
            assertThat(value.toString()).isNotNull();
        }
    }
}
