package dev.culvert.agent.router;

import dev.culvert.dataplane.FlowTable;
import dev.culvert.netlink.NetlinkException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts pins by gateway, on a thread of its own: to read a million takes the kernel the better part of a minute, in which
 * gateways must be asked all the same.
 */
final class PinCounter implements Runnable {
    private static final Duration OFTEN = Duration.ofSeconds(1);

    /** Counting may take a twentieth of the time. */
    private static final int SELDOM = 20;

    private volatile Map<Integer, Long> counts = Map.of();

    /** The last count by gateway id. */
    Map<Integer, Long> counts() {
        return counts;
    }

    /** Works until interrupted, in the namespace of its thread. */
    @Override
    public void run() {
        try (var flows = new FlowTable()) {
            while (!Thread.currentThread().isInterrupted()) {
                long start = System.nanoTime();
                count(flows);
                Duration cost = Duration.ofNanos(System.nanoTime() - start);
                Duration pause = cost.multipliedBy(SELDOM);
                Thread.sleep(pause.compareTo(OFTEN) < 0 ? OFTEN : pause);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(FlowTable flows) {
        Map<Integer, Long> found = new HashMap<>();
        try {
            flows.pins((flow, gateway) -> found.merge(gateway, 1L, Long::sum));
            counts = Map.copyOf(found);
        } catch (NetlinkException gone) {
            // Somebody took the table away; the agent is putting it back.
            return;
        }
    }
}
