package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.netlink.socket.Poller;
import dev.culvert.netlink.socket.UdpSocket;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NothingLeaksIT {
    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** Bytes of native memory that arenas hold. */
    private static long nativeMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static void useEverything() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("leak")) {
            namespace.run(() -> {
                try (RouteSocket routes = new RouteSocket();
                        RouteMonitor monitor = new RouteMonitor();
                        NftMonitor changes = new NftMonitor();
                        Nftables nft = new Nftables();
                        SetElements elements = new SetElements();
                        LinkSocket frames = LinkSocket.open("lo", LinkSocket.ALL);
                        UdpSocket datagrams = UdpSocket.open(Family.IPV6);
                        Poller poller = new Poller()) {
                    nft.run("add table inet t\nadd set inet t s { type ipv4_addr; }");
                    assertThat(elements.forEach("inet", "t", "s", (key, data, expiration) -> {}))
                            .isTrue();
                    assertThat(changes.next(Duration.ofSeconds(10))).isPresent();
                    assertThat(routes.links()).hasSize(1);
                    assertThat(monitor.next(Duration.ZERO)).isEmpty();
                    poller.add(frames);
                    poller.add(datagrams);
                    assertThat(Sysctl.read("net.ipv4.ip_forward")).hasSize(1);
                }
            });
        } finally {
            NetworkNamespace.delete("leak");
        }
    }

    @Test
    void repeatedUseLeavesNoDescriptorAndNoMemory() throws Exception {
        useEverything();
        long descriptors = descriptors();
        long before = nativeMemory();
        for (int i = 0; i < 50; i++) {
            useEverything();
        }
        assertThat(descriptors()).isEqualTo(descriptors);
        // Each round uses more than half a megabyte; what may stay until a collection is a few bytes for each thread's
        // errno.
        assertThat(nativeMemory() - before).isLessThan(32 * 1024);
    }

    @Test
    void aCallThatIsRepeatedAllocatesNothingThatStays() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create("leak2");
                RouteSocket routes = namespace.call(RouteSocket::new)) {
            routes.setUp("lo");
            long before = nativeMemory();
            for (int i = 0; i < 5_000; i++) {
                routes.setUp("lo");
                assertThat(routes.link("absent")).isEmpty();
                assertThat(routes.addresses()).isNotEmpty();
            }
            assertThat(nativeMemory() - before).isLessThan(1024);
        } finally {
            NetworkNamespace.delete("leak2");
        }
    }
}
