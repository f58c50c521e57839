package dev.culvert.lab.flow;

import dev.culvert.lab.LabException;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Many flows from one host to a remote's echo service, each exchanging a byte now and then, on one thread. What
 * happens to them is what would happen to an application's connections.
 */
public final class Flows implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(5);

    /**
     * What to open.
     *
     * @param tcp TCP connections
     * @param udp UDP flows
     * @param interval time between two bytes of a flow
     * @param patience a flow that hears nothing for so long has ended
     */
    public record Plan(int tcp, int udp, Duration interval, Duration patience) {
        /** A byte every 200 ms, and patience of 5 s. */
        public static Plan of(int tcp, int udp) {
            return new Plan(tcp, udp, Duration.ofMillis(200), Duration.ofSeconds(5));
        }
    }

    private final List<Flow> flows = new ArrayList<>();
    private final Selector selector;
    private final Thread thread;
    private volatile boolean closed;

    private Flows(List<Flow> flows, InetSocketAddress remote) throws IOException {
        this.flows.addAll(flows);
        this.selector = Selector.open();
        for (Flow flow : flows) {
            flow.start(selector, remote);
        }
        thread = Thread.ofPlatform().daemon().name("flows").start(this::drive);
    }

    /** Opens flows from the host behind {@code namespace}, which stays the caller's, to {@code remote}'s echo service. */
    public static Flows open(NetworkNamespace namespace, InetAddress remote, Plan plan) {
        return open(namespace, new InetSocketAddress(remote, RemoteServices.ECHO), plan);
    }

    /** Opens flows to an echo service at another port. */
    public static Flows open(NetworkNamespace namespace, InetSocketAddress remote, Plan plan) {
        try {
            List<Flow> flows = namespace.call(() -> {
                List<Flow> opened = new ArrayList<>();
                for (int i = 0; i < plan.tcp; i++) {
                    opened.add(Flow.tcp(plan.interval, plan.patience));
                }
                for (int i = 0; i < plan.udp; i++) {
                    opened.add(Flow.udp(plan.interval, plan.patience));
                }
                return opened;
            });
            return new Flows(flows, remote);
        } catch (Exception e) {
            throw new LabException("cannot open flows: " + e.getMessage(), e);
        }
    }

    /** What is known of each flow now. */
    public List<FlowReport> report() {
        return flows.stream().map(Flow::report).toList();
    }

    /** The numbers of those flows of which that is so now, by their order in {@link #report}. */
    public Set<Integer> which(Predicate<FlowReport> so) {
        List<FlowReport> report = report();
        return IntStream.range(0, report.size())
                .filter(number -> so.test(report.get(number)))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** Whether every flow has heard from the remote, or has ended before. */
    public boolean opened() {
        return flows.stream().noneMatch(Flow::opening);
    }

    /** Closes what is still open. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (Flow flow : flows) {
                flow.close();
            }
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new LabException("cannot close flows: " + e.getMessage(), e);
        }
    }

    private void drive() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (!closed) {
            try {
                selector.select(key -> ((Flow) key.attachment()).ready(key, buffer), TICK.toMillis());
            } catch (IOException e) {
                throw new LabException("cannot wait for flows: " + e.getMessage(), e);
            }
            long now = System.nanoTime();
            flows.forEach(flow -> flow.tick(now));
        }
    }
}
