package dev.culvert.netlink;

import static dev.culvert.netlink.NetlinkException.check;

import dev.culvert.netlink.libc.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** Waits until one descriptor can be read, with a way for other threads to end the wait (poll(2), eventfd(2)). */
final class Readiness implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
    private static final int POLLFD = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment polled = arena.allocate(2 * POLLFD, 8);
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
    private final int wakeup;

    Readiness(int descriptor) {
        int opened = Libc.call(Libc.Function.EVENTFD, 0, EFD_CLOEXEC_NONBLOCK, 0);
        if (opened < 0) {
            arena.close();
        }
        wakeup = check(opened, "eventfd");
        polled.set(ValueLayout.JAVA_INT, 0, descriptor);
        polled.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        polled.set(ValueLayout.JAVA_INT, POLLFD, wakeup);
        polled.set(ValueLayout.JAVA_SHORT, POLLFD + 4, POLLIN);
    }

    /** Whether the descriptor has something before the time is over; false also when woken. */
    boolean await(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long millis = Math.clamp((deadline - System.nanoTime() + 999_999) / 1_000_000, 0, Integer.MAX_VALUE);
            int ready = Libc.call(Libc.Function.POLL, polled.address(), 2, millis);
            if (ready >= 0) {
                return polled.get(ValueLayout.JAVA_SHORT, 6) != 0;
            }
            if (ready != -Errno.EINTR.number()) {
                check(ready, "poll");
            }
        }
    }

    /** Ends the wait of now or the next one. */
    void wake() {
        check(Libc.call(Libc.Function.WRITE, wakeup, one.address(), 8), "write(eventfd)");
    }

    @Override
    public void close() {
        Libc.close(wakeup);
        arena.close();
    }
}
