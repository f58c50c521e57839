package dev.culvert.agent.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.netlink.RouteSocket;
import dev.culvert.netlink.socket.Poller;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TunnelProbeIT {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    /** TEST-NET-1. */
    private static final InetAddress SILENT = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void staysWithTheTargetThatAnswers() {
        try (var route = new RouteSocket();
                var poller = new Poller();
                var probe = new TunnelProbe("lo", List.of(SILENT, HERE, SILENT))) {
            route.setUp("lo");
            poller.add(probe.socket());
            probe.send();
            probe.send();
            assertThat(answered(poller, probe))
                    .as("the second question goes to another as well")
                    .isTrue();
            for (int i = 0; i < 5; i++) {
                probe.send();
                assertThat(answered(poller, probe)).isTrue();
            }
        }
    }

    /** Our own questions are heard here, too. */
    private static boolean answered(Poller poller, TunnelProbe probe) {
        var answered = new AtomicBoolean();
        long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        while (!answered.get() && System.nanoTime() - deadline < 0) {
            poller.await(Duration.ofMillis(100), socket -> answered.compareAndSet(false, probe.read()));
        }
        return answered.get();
    }
}
