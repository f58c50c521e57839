package dev.culvert.netlink;

import static dev.culvert.netlink.NetlinkException.check;

import dev.culvert.netlink.libc.Libc;
import dev.culvert.netlink.wire.Attributes;
import dev.culvert.netlink.wire.DecodeException;
import dev.culvert.netlink.wire.Message;
import dev.culvert.netlink.wire.MessageWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An AF_NETLINK socket that asks and waits for the kernel's answer. It stays in the namespace of the thread that opened it. */
final class NetlinkSocket implements AutoCloseable {
    static final int ROUTE = 0;
    static final int NETFILTER = 12;

    private static final int AF_NETLINK = 16;
    private static final int SOCKADDR_NL = 12;
    private static final int SOCK_RAW = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int DUMP_TRIES = 20;
    /** The kernel fills at most 32 KiB of a dump at a time. */
    private static final int BUFFER = 1 << 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment sending = arena.allocate(BUFFER, 8);
    private final MemorySegment receiving = arena.allocate(BUFFER, 8);
    private final ByteBuffer received = receiving.asByteBuffer().order(ByteOrder.nativeOrder());
    private final MessageWriter writer = new MessageWriter(sending.asByteBuffer());
    private final int descriptor;
    private int sequence;
    private boolean closed;

    NetlinkSocket(int protocol) {
        int opened = Libc.socket(AF_NETLINK, SOCK_RAW, protocol);
        if (opened < 0) {
            arena.close();
        }
        descriptor = check(opened, "socket(AF_NETLINK, SOCK_RAW, " + protocol + ")");
        try {
            option(NETLINK_CAP_ACK, 1);
            option(NETLINK_EXT_ACK, 1);
            if (protocol == ROUTE) {
                option(NETLINK_GET_STRICT_CHK, 1);
            }
        } catch (NetlinkException tooOld) {
            close();
            throw tooOld;
        }
    }

    private void option(int option, int value) {
        check(Libc.setOption(descriptor, SOL_NETLINK, option, value), "setsockopt(SOL_NETLINK, " + option + ")");
    }

    /** Joins notification groups, with room for that many bytes of them if the kernel allows it. */
    void join(int room, int... groups) {
        check(Libc.receiveBuffer(descriptor, room), "setsockopt(SO_RCVBUF)");
        // Without a port of its own the socket would count as the kernel's, which gets no notifications.
        byte[] anyPort = new byte[SOCKADDR_NL];
        ByteBuffer.wrap(anyPort).order(ByteOrder.nativeOrder()).putShort(0, (short) AF_NETLINK);
        check(Libc.bind(descriptor, anyPort), "bind(AF_NETLINK)");
        for (int group : groups) {
            option(NETLINK_ADD_MEMBERSHIP, group);
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** Begins a request; what is written until the exchange is its content. */
    MessageWriter begin(int type, int flags) {
        writer.clear();
        return writer.begin(type, flags | Rtnetlink.REQUEST, ++sequence);
    }

    /** Sends the request that was begun and waits for the acknowledgement. */
    void execute(Supplier<String> operation) {
        exchange(operation, message -> {});
    }

    /** Sends the request and passes on its answers; false if the dump was interrupted by a change. */
    boolean exchange(Supplier<String> operation, Consumer<Message> answer) {
        writer.end();
        send(operation);
        RuntimeException failure = null;
        boolean consistent = true;
        while (true) {
            for (Message message : receive(0)) {
                if (message.sequence() != sequence) {
                    continue;
                }
                consistent &= (message.flags() & DUMP_INTERRUPTED) == 0;
                switch (message.type()) {
                    case Message.ERROR, Message.DONE -> {
                        // What the reader could not decode counts only now: the rest of a dump must be read or the next
                        // gets EBUSY.
                        if (failure != null) {
                            throw failure;
                        }
                        verify(message, operation);
                        return consistent;
                    }
                    default -> failure = failure == null ? tryAccept(answer, message) : failure;
                }
            }
        }
    }

    private static @Nullable RuntimeException tryAccept(Consumer<Message> answer, Message message) {
        try {
            answer.accept(message);
            return null;
        } catch (RuntimeException failure) {
            return failure;
        }
    }

    /** Dumps into a list, again if a change came in between. */
    <T> List<T> dump(Supplier<String> operation, Runnable request, Function<Message, java.util.Optional<T>> decode) {
        for (int i = 0; i < DUMP_TRIES; i++) {
            List<T> found = new ArrayList<>();
            request.run();
            if (exchange(operation, message -> decode.apply(message).ifPresent(found::add))) {
                return found;
            }
        }
        throw new NetlinkException(operation.get(), Errno.EINTR, "changed during each of " + DUMP_TRIES + " dumps");
    }

    private void send(Supplier<String> operation) {
        requireOpen();
        int sent;
        do {
            sent = Libc.call(Libc.Function.SENDTO, descriptor, sending.address(), writer.length(), 0, 0, 0);
        } while (sent == -Errno.EINTR.number());
        if (sent < 0) {
            throw new NetlinkException(operation.get(), Errno.of(-sent));
        }
    }

    /** Ends the message before and begins one more in the same datagram. */
    void more(int type, int flags) {
        writer.end();
        writer.begin(type, flags | Rtnetlink.REQUEST, ++sequence);
    }

    /** Sends a batch of begin, one change and end, and waits for the change's acknowledgement, or for any refusal. */
    void executeBatch(Supplier<String> operation) {
        writer.end();
        int begin = sequence - 2;
        int change = sequence - 1;
        send(operation);
        while (true) {
            for (Message message : receive(0)) {
                if (message.type() == Message.ERROR && message.sequence() >= begin) {
                    verify(message, operation);
                    if (message.sequence() == change) {
                        return;
                    }
                }
            }
        }
    }

    /** The messages of one datagram; valid until the next call. */
    List<Message> receive(int flags) {
        requireOpen();
        int length;
        do {
            length =
                    Libc.call(Libc.Function.RECVFROM, descriptor, receiving.address(), BUFFER, flags | MSG_TRUNC, 0, 0);
        } while (length == -Errno.EINTR.number());
        check(length, "recv(AF_NETLINK)");
        if (length > BUFFER) {
            throw new DecodeException("a datagram of " + length + " bytes, of which " + BUFFER + " were read");
        }
        return Message.parse(received, length);
    }

    /** Throws what an acknowledgement or the end of a dump says. */
    static void verify(Message message, Supplier<String> operation) {
        // A dump may end without a code.
        if (message.to() - message.from() < 4 && message.type() == Message.DONE) {
            return;
        }
        int code = message.i32(0);
        if (code < 0) {
            throw new NetlinkException(operation.get(), Errno.of(-code), words(message));
        }
    }

    private static final int CAPPED = 0x100;
    private static final int HAS_WORDS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private static String words(Message message) {
        if ((message.flags() & HAS_WORDS) == 0) {
            return "";
        }
        int request = 0;
        if (message.type() == Message.ERROR) {
            request = (message.flags() & CAPPED) != 0 ? Message.HEADER : (message.i32(4) + 3) & ~3;
        }
        Attributes attributes = message.attributes(4 + request);
        while (attributes.next()) {
            if (attributes.type() == NLMSGERR_ATTR_MSG) {
                return attributes.string();
            }
        }
        return "";
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the netlink socket is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(descriptor);
            arena.close();
        }
    }
}
