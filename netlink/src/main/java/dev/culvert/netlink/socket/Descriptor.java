package dev.culvert.netlink.socket;

import dev.culvert.netlink.Errno;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A non-blocking socket with the memory for one address; what all kinds have in common. For one thread at a time. */
final class Descriptor implements AutoCloseable {
    static final int SOL_SOCKET = 1;

    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;
    private static final int MSG_TRUNC = 0x20;

    private final String name;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment address = arena.allocate(SocketAddress.LENGTH, 8);
    private final MemorySegment addressLength = arena.allocate(ValueLayout.JAVA_INT);
    private final int number;
    private MemorySegment copied = MemorySegment.NULL;
    private boolean closed;

    Descriptor(String name, int family, int type, int protocol) {
        this.name = name;
        int opened = Libc.socket(family, type | SOCK_NONBLOCK, protocol);
        if (opened < 0) {
            arena.close();
        }
        number = check(opened, "open");
    }

    int number() {
        return number;
    }

    /** The memory for an address, to be written before a send or a bind, or read after a receive. */
    MemorySegment address() {
        return address;
    }

    int check(int result, String what) {
        return NetlinkException.check(result, what + " " + name);
    }

    void mark(int value) {
        check(Libc.setOption(number, SOL_SOCKET, SO_MARK, value), "mark " + value + " on");
    }

    void bindToDevice(String link) {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment text = once.allocateFrom(Libc.linkName(link), StandardCharsets.UTF_8);
            check(Libc.setOption(number, SOL_SOCKET, SO_BINDTODEVICE, text), "bind to device " + link + " of");
        }
    }

    void receiveBuffer(int bytes) {
        check(Libc.receiveBuffer(number, bytes), "receive buffer of");
    }

    void bind(int length) {
        check(Libc.call(Libc.Function.BIND, number, requireOpen(address).address(), length), "bind");
    }

    /** Sends to the address written before, or to the bound link if it has no length; false if the kernel's queue is full. */
    boolean send(MemorySegment packet, int length) {
        requireOpen(address);
        int sent;
        do {
            sent = Libc.call(
                    Libc.Function.SENDTO,
                    number,
                    packet.address(),
                    packet.byteSize(),
                    0,
                    length == 0 ? 0 : address.address(),
                    length);
        } while (sent == -Errno.EINTR.number());
        if (sent == -Errno.EAGAIN.number() || sent == -Errno.ENOBUFS.number()) {
            return false;
        }
        check(sent, "send by");
        return true;
    }

    /** Copies bytes to memory that the kernel can read; the memory is used again. */
    MemorySegment copy(byte[] packet) {
        requireOpen(address);
        if (copied.byteSize() < packet.length) {
            copied = arena.allocate(packet.length);
        }
        MemorySegment.copy(packet, 0, copied, ValueLayout.JAVA_BYTE, 0, packet.length);
        return copied.asSlice(0, packet.length);
    }

    /** Receives into native memory, the sender's address into {@link #address}; returns the packet's length, or -1 if there is none. */
    int receive(MemorySegment into) {
        requireOpen(address);
        if (!into.isNative()) {
            throw new IllegalArgumentException("the buffer must be native memory (Arena.allocate)");
        }
        int length;
        do {
            addressLength.set(ValueLayout.JAVA_INT, 0, SocketAddress.LENGTH);
            length = Libc.call(
                    Libc.Function.RECVFROM,
                    number,
                    into.address(),
                    into.byteSize(),
                    MSG_TRUNC,
                    address.address(),
                    addressLength.address());
        } while (length == -Errno.EINTR.number());
        return length == -Errno.EAGAIN.number() ? -1 : check(length, "receive by");
    }

    private MemorySegment requireOpen(MemorySegment memory) {
        if (closed) {
            throw new IllegalStateException(name + " is closed");
        }
        return memory;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(number);
            arena.close();
        }
    }
}
