package dev.culvert.netlink;

import dev.culvert.netlink.wire.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Notifications of one netlink protocol, one at a time. Closing it ends a wait in another thread. */
final class Subscription<T> implements AutoCloseable {
    /** Room for a burst of some ten thousand notifications. */
    private static final int ROOM = 8 << 20;

    private static final int MSG_DONTWAIT = 0x40;

    private final NetlinkSocket socket;
    private final Readiness readiness;
    private final Function<Message, Optional<T>> decode;
    private final Supplier<T> overrun;
    private final Queue<T> pending = new ArrayDeque<>();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;

    Subscription(int protocol, Function<Message, Optional<T>> decode, Supplier<T> overrun, int... groups) {
        this.decode = decode;
        this.overrun = overrun;
        socket = new NetlinkSocket(protocol);
        try {
            socket.join(ROOM, groups);
            readiness = new Readiness(socket.descriptor());
        } catch (NetlinkException refused) {
            socket.close();
            throw refused;
        }
    }

    Optional<T> next(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        reading.lock();
        try {
            while (pending.isEmpty()) {
                if (closed || !readiness.await(Duration.ofNanos(deadline - System.nanoTime()))) {
                    return Optional.empty();
                }
                read();
            }
            return Optional.of(pending.remove());
        } finally {
            reading.unlock();
        }
    }

    private void read() {
        try {
            socket.receive(MSG_DONTWAIT)
                    .forEach(message -> decode.apply(message).ifPresent(pending::add));
        } catch (NetlinkException failed) {
            if (failed.is(Errno.ENOBUFS)) {
                pending.add(overrun.get());
            } else if (!failed.is(Errno.EAGAIN)) {
                throw failed;
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            readiness.wake();
            reading.lock();
            try {
                readiness.close();
                socket.close();
            } finally {
                reading.unlock();
            }
        }
    }
}
