package dev.culvert.netlink.socket;

import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * Whole frames of a link (packet(7)), in the namespace of the thread that opened it; non-blocking, for one thread at a time. Needs CAP_NET_RAW.
 */
public final class LinkSocket implements Pollable {
    /** Every protocol. */
    public static final int ALL = 0x0003;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int PACKET_OUTGOING = 4;
    private static final int SOCKADDR_LL = 20;
    private static final int INSTRUCTION = 8;

    private final Descriptor descriptor;
    private final int link;

    /**
     * A frame that was received.
     *
     * @param length in bytes; if it is more than the buffer has, the rest is lost
     * @param outgoing whether this host sent it
     */
    public record Frame(int length, boolean outgoing) {}

    /**
     * What the kernel counted since last asked.
     *
     * @param frames for this socket, the dropped ones included
     * @param drops lost because nobody read them in time
     */
    public record Statistics(long frames, long drops) {}

    private LinkSocket(String name) {
        // Without a protocol it receives nothing until it is bound, so no frame slips in before the filter.
        descriptor = new Descriptor("packet socket of " + name, AF_PACKET, SOCK_RAW, 0);
        int index = Libc.linkIndex(descriptor.number(), name);
        if (index < 0) {
            descriptor.close();
        }
        link = descriptor.check(index, "open");
    }

    /** Frames of that link whose protocol is that EtherType, or {@link #ALL}. */
    public static LinkSocket open(String link, int etherType) {
        return open(link, etherType, List.of());
    }

    /** The same, but only those that the filter lets pass. */
    public static LinkSocket open(String link, int etherType, List<Bpf> filter) {
        LinkSocket socket = new LinkSocket(link);
        try {
            if (!filter.isEmpty()) {
                socket.attach(filter);
            }
            socket.bind(etherType);
            return socket;
        } catch (RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private void attach(List<Bpf> filter) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate((long) filter.size() * INSTRUCTION, 8);
            long at = 0;
            for (Bpf instruction : filter) {
                program.set(ValueLayout.JAVA_SHORT, at, (short) instruction.code());
                program.set(ValueLayout.JAVA_BYTE, at + 2, (byte) instruction.jumpTrue());
                program.set(ValueLayout.JAVA_BYTE, at + 3, (byte) instruction.jumpFalse());
                program.set(ValueLayout.JAVA_INT, at + 4, instruction.operand());
                at += INSTRUCTION;
            }
            MemorySegment whole = arena.allocate(16, 8);
            whole.set(ValueLayout.JAVA_SHORT, 0, (short) filter.size());
            whole.set(ValueLayout.JAVA_LONG, 8, program.address());
            descriptor.check(
                    Libc.setOption(descriptor.number(), Descriptor.SOL_SOCKET, SO_ATTACH_FILTER, whole),
                    "attach filter to");
        }
    }

    private void bind(int etherType) {
        MemorySegment address = descriptor.address().fill((byte) 0);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(ValueLayout.JAVA_BYTE, 2, (byte) (etherType >> 8));
        address.set(ValueLayout.JAVA_BYTE, 3, (byte) etherType);
        address.set(ValueLayout.JAVA_INT, 4, link);
        descriptor.bind(SOCKADDR_LL);
    }

    /** Receives also what is for other addresses, as long as the socket is open. */
    public void promiscuous() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(16, 4);
            request.set(ValueLayout.JAVA_INT, 0, link);
            request.set(ValueLayout.JAVA_SHORT, 4, (short) PACKET_MR_PROMISC);
            descriptor.check(
                    Libc.setOption(descriptor.number(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, request), "promiscuous");
        }
    }

    /** Room for frames that wait to be read, in bytes; at most net.core.rmem_max unless CAP_NET_ADMIN holds outside of every user namespace. */
    public void receiveBuffer(int bytes) {
        descriptor.receiveBuffer(bytes);
    }

    /** Sends a whole frame from native memory; false if the queue is full. */
    public boolean send(MemorySegment frame) {
        return descriptor.send(frame, 0);
    }

    /** Sends a whole frame; false if the queue is full. */
    public boolean send(byte[] frame) {
        return send(descriptor.copy(frame));
    }

    /** Receives a frame into native memory; empty if there is none. A link that went down is ENETDOWN, once. */
    public Optional<Frame> receive(MemorySegment into) {
        int length = descriptor.receive(into);
        return length < 0
                ? Optional.empty()
                : Optional.of(
                        new Frame(length, descriptor.address().get(ValueLayout.JAVA_BYTE, 10) == PACKET_OUTGOING));
    }

    /** Counts since last asked; asking sets them to zero. */
    public Statistics statistics() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counts = arena.allocate(8, 4);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 8);
            descriptor.check(
                    Libc.call(
                            Libc.Function.GETSOCKOPT,
                            descriptor.number(),
                            SOL_PACKET,
                            PACKET_STATISTICS,
                            counts.address(),
                            length.address(),
                            0),
                    "statistics of");
            return new Statistics(
                    Integer.toUnsignedLong(counts.get(ValueLayout.JAVA_INT, 0)),
                    Integer.toUnsignedLong(counts.get(ValueLayout.JAVA_INT, 4)));
        }
    }

    @Override
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
