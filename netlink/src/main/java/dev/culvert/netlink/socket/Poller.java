package dev.culvert.netlink.socket;

import dev.culvert.netlink.Errno;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits for many sockets at once (poll(2)). For one thread; others may only call {@link #wakeup()}. Waiting and being ready allocate nothing.
 */
public final class Poller implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final int POLLFD = 8;
    private static final int REVENTS = 6;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final int CAPACITY = 16;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment counter = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
    private final int wakeup;
    private final List<Pollable> sockets = new ArrayList<>();
    private MemorySegment polled;
    private volatile boolean closed;

    /** Waits for nothing yet. */
    public Poller() {
        wakeup = NetlinkException.check(Libc.call(Libc.Function.EVENTFD, 0, EFD_CLOEXEC_NONBLOCK, 0), "eventfd");
        polled = arena.allocate((long) CAPACITY * POLLFD, 8);
        poll(0, wakeup);
    }

    private void poll(int slot, int descriptor) {
        long at = (long) slot * POLLFD;
        polled.set(ValueLayout.JAVA_INT, at, descriptor);
        polled.set(ValueLayout.JAVA_SHORT, at + 4, POLLIN);
        polled.set(ValueLayout.JAVA_SHORT, at + REVENTS, (short) 0);
    }

    /** Waits for that socket too. */
    public void add(Pollable socket) {
        sockets.add(socket);
        if (polled.byteSize() <= (long) sockets.size() * POLLFD) {
            polled = arena.allocate(polled.byteSize() * 2, 8);
        }
        arrange();
    }

    /** Waits for that socket no more; to be called before it is closed. */
    public void remove(Pollable socket) {
        sockets.remove(socket);
        arrange();
    }

    private void arrange() {
        poll(0, wakeup);
        for (int i = 0; i < sockets.size(); i++) {
            poll(i + 1, sockets.get(i).descriptor());
        }
    }

    /** Waits until a socket can be read, the time is over, or somebody calls {@link #wakeup()}; passes on each socket that is ready. */
    public void await(Duration timeout, Consumer<? super Pollable> ready) {
        if (closed) {
            throw new IllegalStateException("the poller is closed");
        }
        long millis = Math.clamp(timeout.plusNanos(999_999).toMillis(), 0, Integer.MAX_VALUE);
        int count = Libc.call(Libc.Function.POLL, polled.address(), sockets.size() + 1, millis);
        if (count == -Errno.EINTR.number()) {
            return;
        }
        NetlinkException.check(count, "poll");
        if (polled.get(ValueLayout.JAVA_SHORT, REVENTS) != 0) {
            Libc.call(Libc.Function.READ, wakeup, counter.address(), 8);
        }
        // From the last to the first, so that a socket may be removed while it is handled.
        for (int i = sockets.size() - 1; i >= 0 && count > 0; i--) {
            if (i < sockets.size() && polled.get(ValueLayout.JAVA_SHORT, (i + 1L) * POLLFD + REVENTS) != 0) {
                ready.accept(sockets.get(i));
            }
        }
    }

    /** Ends the wait of now or the next one; from any thread, nothing once closed. */
    public synchronized void wakeup() {
        if (closed) {
            return;
        }
        NetlinkException.check(Libc.call(Libc.Function.WRITE, wakeup, one.address(), 8), "write(eventfd)");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(wakeup);
            arena.close();
        }
    }
}
