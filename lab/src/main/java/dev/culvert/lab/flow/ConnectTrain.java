package dev.culvert.lab.flow;

import dev.culvert.lab.LabException;
import dev.culvert.lab.service.Greeting;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * New TCP connections at a steady pace to a remote's echo service: by which exit each was answered, or that it was not.
 */
public final class ConnectTrain implements AutoCloseable {
    /** Less than the second after which TCP sends its first packet anew (RFC 6298, 2.1): that one may be luckier. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    /**
     * One connection that was tried.
     *
     * @param started when its first packet was sent
     * @param exit the address the remote saw it come from; empty if it was refused, or not answered within 0.9 s
     */
    public record Attempt(Instant started, Optional<String> exit) {}

    private final InetSocketAddress remote;
    private final long interval;
    private final Selector selector;
    private final Thread thread;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final List<Attempt> finished = new ArrayList<>();
    private final Deque<Connecting> underWay = new ArrayDeque<>();
    private volatile boolean closed;

    private ConnectTrain(NetworkNamespace namespace, InetSocketAddress remote, Duration interval) throws IOException {
        this.remote = remote;
        this.interval = interval.toNanos();
        this.selector = Selector.open();
        this.thread = namespace.thread("connects", this::drive);
        thread.setDaemon(true);
    }

    /** Starts it from the host behind {@code namespace}, which stays the caller's. */
    public static ConnectTrain start(NetworkNamespace namespace, InetAddress remote, Duration interval) {
        try {
            ConnectTrain train =
                    new ConnectTrain(namespace, new InetSocketAddress(remote, RemoteServices.ECHO), interval);
            train.thread.start();
            train.entered.await();
            return train;
        } catch (IOException e) {
            throw new LabException("cannot start new connections: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** Every connection whose fate is known by now. */
    public List<Attempt> attempts() {
        synchronized (finished) {
            return List.copyOf(finished);
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drive() {
        entered.countDown();
        ByteBuffer buffer = ByteBuffer.allocate(256);
        long next = System.nanoTime();
        try (selector) {
            while (!closed) {
                long wait = Math.max(1, (next - System.nanoTime()) / 1_000_000);
                selector.select(key -> ready(key, buffer), wait);
                long now = System.nanoTime();
                giveUp(now);
                if (now - next >= 0) {
                    connect(now);
                    next += interval;
                }
            }
            for (Connecting connecting : underWay) {
                connecting.channel.close();
            }
        } catch (IOException e) {
            throw new LabException("cannot open connections: " + e.getMessage(), e);
        }
    }

    private void connect(long now) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        Connecting connecting = new Connecting(channel, Instant.now(), now);
        underWay.add(connecting);
        channel.register(selector, SelectionKey.OP_CONNECT, connecting);
        try {
            channel.connect(remote);
        } catch (IOException e) {
            finish(connecting, Optional.empty());
        }
    }

    private void ready(SelectionKey key, ByteBuffer buffer) {
        Connecting connecting = (Connecting) key.attachment();
        try {
            if (key.isConnectable() && connecting.channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear();
            if (connecting.channel.read(buffer) < 0) {
                finish(connecting, Optional.empty());
                return;
            }
            connecting.greeting.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
            if (connecting.greeting.indexOf("\n") >= 0) {
                finish(connecting, Optional.of(Greeting.address(connecting.greeting.toString())));
            }
        } catch (IOException e) {
            finish(connecting, Optional.empty());
        }
    }

    private void giveUp(long now) {
        for (Connecting oldest = underWay.peek();
                oldest != null && (oldest.done || now - oldest.since > PATIENCE.toNanos());
                oldest = underWay.peek()) {
            underWay.remove();
            finish(oldest, Optional.empty());
        }
    }

    private void finish(Connecting connecting, Optional<String> exit) {
        if (connecting.done) {
            return;
        }
        connecting.done = true;
        synchronized (finished) {
            finished.add(new Attempt(connecting.started, exit));
        }
        try {
            connecting.channel.close();
        } catch (IOException e) {
            // It was over anyway.
        }
    }

    private static final class Connecting {
        private final SocketChannel channel;
        private final Instant started;
        private final long since;
        private final StringBuilder greeting = new StringBuilder();
        private boolean done;

        Connecting(SocketChannel channel, Instant started, long since) {
            this.channel = channel;
            this.started = started;
            this.since = since;
        }
    }
}
