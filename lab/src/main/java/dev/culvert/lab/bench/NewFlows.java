package dev.culvert.lab.bench;

import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A new UDP flow every millisecond, of one packet that the remote answers; and which were not. On a thread of its own. */
final class NewFlows implements AutoCloseable {
    private static final long INTERVAL = Duration.ofMillis(1).toNanos();

    /** No answer by then: lost. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    /** A pin outlives its flow by two minutes; this many are new for three, with three remotes. */
    private static final int FIRST_PORT = 2_000;

    private static final int PORTS = 60_000;

    private record Waiting(DatagramChannel channel, long sent) {}

    private final List<InetSocketAddress> remotes;
    private final CountDownLatch started = new CountDownLatch(1);
    private int opened;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Long> lost = new ArrayList<>();
    private final Thread thread;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(256);
    private volatile boolean closed;
    private long answered;

    /** From the host behind {@code client}, which may be closed after. */
    NewFlows(NetworkNamespace client, List<InetAddress> remotes) {
        this.remotes = remotes.stream()
                .map(remote -> new InetSocketAddress(remote, RemoteServices.ECHO))
                .toList();
        thread = client.thread("new-flows", this::run);
        thread.setDaemon(true);
        thread.start();
        try {
            started.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized long answered() {
        return answered;
    }

    /** When those were sent that nobody answered, as far as they are judged; in order. */
    synchronized List<Long> lost() {
        return List.copyOf(lost);
    }

    private void run() {
        started.countDown();
        try (Selector selector = Selector.open()) {
            long next = System.nanoTime();
            while (!closed) {
                open(selector);
                selector.selectNow(this::answer);
                judge(System.nanoTime());
                next = Math.max(next + INTERVAL, System.nanoTime() - INTERVAL);
                LockSupport.parkNanos(next - System.nanoTime());
            }
            for (Waiting flow : waiting) {
                flow.channel.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("new flows", e);
        }
    }

    private void open(Selector selector) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        long sent = System.nanoTime();
        waiting.add(new Waiting(channel, sent));
        int number = opened++;
        try {
            channel.bind(new InetSocketAddress(FIRST_PORT + number % PORTS));
            channel.connect(remotes.get(number / PORTS % remotes.size()));
            channel.write(packet.clear().limit(1));
        } catch (IOException refused) {
            // As good as no answer.
            return;
        }
    }

    private void answer(SelectionKey key) {
        try {
            if (((DatagramChannel) key.channel()).read(packet.clear()) > 0) {
                key.channel().close();
                synchronized (this) {
                    answered++;
                }
            }
        } catch (IOException refused) {
            // An ICMP error: refused is lost, too.
            key.cancel();
        }
    }

    private void judge(long now) throws IOException {
        while (!waiting.isEmpty()
                && (now - waiting.getFirst().sent > PATIENCE.toNanos()
                        || !waiting.getFirst().channel.isOpen())) {
            Waiting flow = waiting.removeFirst();
            if (flow.channel.isOpen()) {
                flow.channel.close();
                synchronized (this) {
                    lost.add(flow.sent);
                }
            }
        }
    }

    /** Waits until so many flows more were answered. */
    void awaitAnswers(long more) {
        long wanted = answered() + more;
        Wait.until("new flows are answered", Duration.ofSeconds(60), () -> answered() >= wanted);
    }

    /** Lets time pass for a failure to show, and for every flow in it to be judged. */
    void settle(Duration window) {
        Wait.pause(window.plus(PATIENCE));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
