package dev.culvert.lab.bench;

import dev.culvert.lab.LabException;
import dev.culvert.netlink.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** How often a second something can be done by several at once. */
final class Rate {
    private Rate() {}

    /** One turn of one of those at work. */
    interface Turn {
        /** Does it for that many-th time; different for all at work. */
        void take(int number);
    }

    /** Turns a second that were taken in {@code namespace} by {@code atOnce} threads for as long as said. */
    static double of(NetworkNamespace namespace, int atOnce, Duration time, Turn turn) {
        var taken = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> threads = IntStream.range(0, atOnce)
                .mapToObj(first -> namespace.thread("turns-" + first, () -> {
                    for (int number = first; System.nanoTime() - start < time.toNanos(); number += atOnce) {
                        turn.take(number);
                        taken.incrementAndGet();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", e);
            }
        }
        return taken.get() / ((System.nanoTime() - start) / 1e9);
    }
}
