package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.socket.LinkSocket;
import dev.culvert.netlink.socket.Poller;
import dev.culvert.netlink.socket.UdpSocket;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NothingLeaksIT {
    private static final int WARM_UP = 40;
    private static final int ROUNDS = 60;
    private static final int MEASUREMENTS = 3;
    private static final int CALLS = 100;

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
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
                        ConntrackSocket flows = new ConntrackSocket();
                        LinkSocket frames = LinkSocket.open("lo", LinkSocket.ALL);
                        UdpSocket datagrams = UdpSocket.open(Family.IPV6);
                        Poller poller = new Poller()) {
                    nft.run("add table inet t\nadd set inet t s { type ipv4_addr; }");
                    assertThat(elements.forEach("inet", "t", "s", (key, data, expiration) -> {}))
                            .isTrue();
                    flows.forEach(Family.IPV4, flow -> {});
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

    /** Prints how many descriptors all rounds but the first ones leave, and the fewest kilobytes that any {@code ROUNDS} do. */
    static void main(String[] arguments) throws Exception {
        rounds(WARM_UP);
        long descriptors = descriptors();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MEASUREMENTS; i++) {
            long resident = residentKilobytes();
            rounds(ROUNDS);
            least = Math.min(least, residentKilobytes() - resident);
        }
        System.out.println((descriptors() - descriptors) + " " + least);
    }

    private static void rounds(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            useEverything();
        }
        try (RouteSocket routes = new RouteSocket()) {
            for (int i = 0; i < count * CALLS; i++) {
                assertThat(routes.link("absent")).isEmpty();
                assertThat(routes.addresses()).isNotEmpty();
            }
        }
    }

    /** A process in which descriptors are scarce. */
    static final class Scarce {
        private static final int MOST_NEEDED = 8;

        private Scarce() {}

        /** Prints how many monitors could not be opened, and how many descriptors these have left. */
        static void main(String[] arguments) throws Exception {
            refusals();
            assertThat(new NetlinkException("loads what tells of a refusal", Errno.of(1)).errno())
                    .isNotNull();
            String limit =
                    "prlimit --nofile=100:100 --pid " + ProcessHandle.current().pid();
            var _ = new ProcessBuilder(limit.split(" ", -1)).start().waitFor();
            long before = descriptors();
            var fillers = new ArrayDeque<FileInputStream>();
            int refusals = 0;
            try {
                while (true) {
                    fillers.push(new FileInputStream("/dev/null"));
                }
            } catch (FileNotFoundException full) {
                for (int free = 0; free < MOST_NEEDED; free++) {
                    refusals += refusals();
                    fillers.pop().close();
                }
            }
            for (FileInputStream filler : fillers) {
                filler.close();
            }
            System.out.println(refusals + " " + (descriptors() - before));
        }

        private static int refusals() {
            int refusals = 0;
            try {
                new RouteMonitor().close();
            } catch (NetlinkException refused) {
                refusals++;
            }
            try {
                new NftMonitor().close();
            } catch (NetlinkException refused) {
                refusals++;
            }
            return refusals;
        }
    }

    @Test
    void aMonitorThatCannotBeOpenedLeavesNoDescriptor() throws Exception {
        String[] told = Programs.java(Scarce.class).strip().split(" ", -1);
        // One wants two descriptors, the other three.
        assertThat(told[0]).as("refusals").isEqualTo("5");
        assertThat(told[1]).as("descriptors left").isEqualTo("0");
    }

    /** In a JVM whose heap is resident from the start, so that what grows is native memory. */
    @Test
    void repeatedUseLeavesNoDescriptorAndNoMemory() throws Exception {
        String[] left = Programs.java(
                        NothingLeaksIT.class, "-Xms48m", "-Xmx48m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch")
                .strip()
                .split(" ", -1);
        assertThat(left[0]).as("descriptors left").isEqualTo("0");
        // Each round uses more than half a megabyte, 30 MB a measurement. What leaks does so in each of them; the JVM,
        // which compiles and gives the compiler's memory back when it likes, does not.
        assertThat(Long.parseLong(left[1])).as("KiB left").isLessThan(4 * 1024);
    }
}
