package dev.culvert.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.netlink.RouteSocket;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KernelWatchIT {
    @Test
    void whoClosesItIsToldNothingAfterwards() throws InterruptedException {
        var told = new CountDownLatch(1);
        var listener = new AtomicReference<Thread>();
        try (var route = new RouteSocket()) {
            var watch = new KernelWatch(Set.of(), () -> {}, change -> {
                listener.set(Thread.currentThread());
                told.countDown();
                // It is still at it when the watch is closed, which interrupts it.
                while (!Thread.interrupted()) {
                    LockSupport.park();
                }
            });
            route.createLink(Veth.of("watched", "peer"));
            told.await();
            watch.close();
            assertThat(listener.get().isAlive()).isFalse();
            route.deleteLink("watched");
        }
    }
}
