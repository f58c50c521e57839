package dev.culvert.netlink;

import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The TCP and UDP flows that the kernel tracks in the namespace of the thread that opened it, as {@code conntrack} lists them
 * (include/uapi/linux/netfilter/nfnetlink_conntrack.h). For one thread. Throws {@link NetlinkException} if the kernel refuses, as one
 * without nf_conntrack_netlink does.
 */
public final class ConntrackSocket implements AutoCloseable {
    private static final int SUBSYSTEM = 1;
    private static final int GET = SUBSYSTEM << 8 | 1;
    private static final int DELETE = SUBSYSTEM << 8 | 2;

    private static final int TUPLE_ORIG = 1;
    private static final int TUPLE_REPLY = 2;
    private static final int STATUS = 3;
    private static final int TUPLE_IP = 1;
    private static final int TUPLE_PROTO = 2;
    private static final int PROTO_NUMBER = 1;
    private static final int PROTO_SOURCE = 2;
    private static final int PROTO_DESTINATION = 3;
    /** IPS_DST_NAT. */
    private static final int DESTINATION_TRANSLATED = 1 << 5;

    private static final int TCP = 6;
    private static final int UDP = 17;

    private final NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.NETFILTER);

    /**
     * A flow's addresses and ports in one direction.
     *
     * @param protocol 6 or 17 (IANA's numbers)
     */
    public record Tuple(
            int protocol, InetAddress source, int sourcePort, InetAddress destination, int destinationPort) {}

    /**
     * A flow.
     *
     * @param original its first packet, as it came
     * @param reply an answer to it, as it comes: its source is where the flow was led
     * @param translated whether its destination was
     */
    public record Entry(Tuple original, Tuple reply, boolean translated) {}

    /** Passes on each flow of that family; those that come and go meanwhile may be missing. */
    public void forEach(Family family, Consumer<Entry> visitor) {
        MessageWriter writer = socket.begin(GET, Rtnetlink.DUMP);
        Nfnetlink.header(writer, family.number(), 0);
        socket.exchange(() -> "conntrack -L", message -> decode(message).ifPresent(visitor));
    }

    /** Forgets a flow: its next packet is the first of a new one. Returns whether it was still there. */
    public boolean delete(Tuple original) {
        MessageWriter writer = socket.begin(DELETE, Rtnetlink.ACK);
        Family family = Family.of(original.source());
        boolean v6 = family == Family.IPV6;
        Nfnetlink.header(writer, family.number(), 0);
        writer.nest(
                TUPLE_ORIG,
                () -> writer.nest(
                                TUPLE_IP,
                                () -> writer.address(v6 ? 3 : 1, original.source())
                                        .address(v6 ? 4 : 2, original.destination()))
                        .nest(
                                TUPLE_PROTO,
                                () -> writer.u8(PROTO_NUMBER, original.protocol())
                                        .u16be(PROTO_SOURCE, original.sourcePort())
                                        .u16be(PROTO_DESTINATION, original.destinationPort())));
        try {
            socket.execute(() -> "conntrack -D " + original);
            return true;
        } catch (NetlinkException refused) {
            if (refused.is(Errno.ENOENT)) {
                return false;
            }
            throw refused;
        }
    }

    private static Optional<Entry> decode(Message message) {
        Tuple original = null;
        Tuple reply = null;
        boolean translated = false;
        Attributes attributes = message.attributes(Nfnetlink.HEADER);
        while (attributes.next()) {
            switch (attributes.type()) {
                case TUPLE_ORIG -> original = tuple(attributes.nested());
                case TUPLE_REPLY -> reply = tuple(attributes.nested());
                case STATUS -> translated = (attributes.i32be() & DESTINATION_TRANSLATED) != 0;
                default -> {}
            }
        }
        return original == null || reply == null
                ? Optional.empty()
                : Optional.of(new Entry(original, reply, translated));
    }

    /** Null for what has no ports. */
    private static @Nullable Tuple tuple(Attributes parts) {
        InetAddress source = null;
        InetAddress destination = null;
        int protocol = 0;
        int sourcePort = 0;
        int destinationPort = 0;
        while (parts.next()) {
            Attributes part = parts.nested();
            boolean addresses = parts.type() == TUPLE_IP;
            while (part.next()) {
                if (addresses) {
                    // Odd numbers are sources, IPv4's and IPv6's; even ones destinations.
                    if (part.type() % 2 == 1) {
                        source = part.address();
                    } else {
                        destination = part.address();
                    }
                } else if (parts.type() == TUPLE_PROTO) {
                    switch (part.type()) {
                        case PROTO_NUMBER -> protocol = part.u8();
                        case PROTO_SOURCE -> sourcePort = part.u16be();
                        case PROTO_DESTINATION -> destinationPort = part.u16be();
                        default -> {}
                    }
                }
            }
        }
        return source == null || destination == null || (protocol != TCP && protocol != UDP)
                ? null
                : new Tuple(protocol, source, sourcePort, destination, destinationPort);
    }

    @Override
    public void close() {
        socket.close();
    }
}
