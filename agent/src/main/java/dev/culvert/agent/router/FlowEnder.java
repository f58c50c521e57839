package dev.culvert.agent.router;

import dev.culvert.agent.wire.Ending;
import dev.culvert.dataplane.Flow;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.socket.RawSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Ends the flows of lost gateways on a thread of its own: the steering that names a gateway lost makes the kernel answer
 * whatever its clients send with a reset; this makes silent clients send. Then the pins are forgotten.
 *
 * <p>A pin may be older than what is true: since it was made another router may have had the VIP, and lead its flow elsewhere. To a TCP
 * client that is asked it makes no difference; over UDP it would be told the end of a flow that goes on.
 */
final class FlowEnder implements Runnable {
    private static final System.Logger LOG = System.getLogger("culvert.router");
    /** A client answers a stray SYN at most twice a second (tcp_invalid_ratelimit); a frame may get lost. */
    private static final List<Duration> ROUNDS =
            List.of(Duration.ofMillis(40), Duration.ofMillis(600), Duration.ofMillis(600));

    private static final Duration QUICK = Duration.ofMillis(500);

    private final BlockingQueue<Lost> lost = new LinkedBlockingQueue<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Runnable whenEnded;

    /**
     * Gateways whose flows are to end.
     *
     * @param doubtful those of them whose flows may go on by another router
     */
    private record Lost(Set<Integer> gateways, Set<Integer> doubtful) {
        /** Whether a flow's client is to be told. */
        boolean holds(Flow flow, int gateway) {
            return gateways.contains(gateway) && (Ending.asks(flow) || !doubtful.contains(gateway));
        }

        Lost and(Lost more) {
            return new Lost(union(gateways, more.gateways), union(doubtful, more.doubtful));
        }

        private static Set<Integer> union(Set<Integer> one, Set<Integer> other) {
            Set<Integer> both = new HashSet<>(one);
            both.addAll(other);
            return Set.copyOf(both);
        }
    }

    FlowEnder(Runnable whenEnded) {
        this.whenEnded = whenEnded;
    }

    /**
     * Asks for these gateways' flows to be ended.
     *
     * @param doubtful those of them whose flows may go on by another router: clients are told over TCP alone
     */
    void end(Set<Integer> gateways, Set<Integer> doubtful) {
        lost.add(new Lost(Set.copyOf(gateways), Set.copyOf(doubtful)));
    }

    /** The gateways done with since the last call. */
    synchronized Set<Integer> takeEnded() {
        Set<Integer> done = Set.copyOf(ended);
        ended.clear();
        return done;
    }

    /** Works until interrupted, in the namespace of its thread. */
    @Override
    public void run() {
        try (var flows = new FlowTable();
                RawSocket packets = RawSocket.ip(Family.IPV4)) {
            while (!Thread.currentThread().isInterrupted()) {
                end(flows, packets, lost.take());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whatever the kernel refuses meanwhile, the gateways are done with in the end: a table that is gone took its pins along, and a
     * resolver in this pod is not let refuse what it cannot answer.
     */
    private void end(FlowTable flows, RawSocket packets, Lost first) throws InterruptedException {
        Lost all = first;
        Set<Flow> pinned = new LinkedHashSet<>();
        boolean missed = true;
        int round = 0;
        while (round < ROUNDS.size()) {
            // A list may miss some, and another one finds them; with a million pins one takes most of a minute, and has
            // to do.
            if (missed) {
                long start = System.nanoTime();
                missed = pinned.addAll(pinned(flows, all)) && System.nanoTime() - start < QUICK.toNanos();
            }
            for (Flow flow : pinned) {
                quietly(() -> packets.send(
                        Ending.of(flow), IpAddress.v4(flow.client()).toInet()));
            }
            Lost more = lost.poll(ROUNDS.get(round).toMillis(), TimeUnit.MILLISECONDS);
            if (more == null) {
                round++;
            } else if (!all.gateways().containsAll(more.gateways())) {
                all = all.and(more);
                missed = true;
                round = 0;
            }
        }
        Set<Integer> gateways = all.gateways();
        quietly(() -> flows.forget(gateways::contains));
        synchronized (this) {
            ended.addAll(gateways);
        }
        whenEnded.run();
    }

    private static List<Flow> pinned(FlowTable flows, Lost lost) {
        List<Flow> pinned = new ArrayList<>();
        quietly(() -> flows.pins((flow, gateway) -> {
            if (lost.holds(flow, gateway)) {
                pinned.add(flow);
            }
        }));
        return pinned;
    }

    private static void quietly(Runnable deed) {
        try {
            deed.run();
        } catch (NetlinkException | NftablesException refused) {
            LOG.log(System.Logger.Level.DEBUG, "while flows are ended: {0}", refused.getMessage());
        }
    }
}
