package dev.culvert.lab.flow;

import dev.culvert.lab.service.Greeting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One flow to an echo service. All but {@link #report} is called by the one thread that drives it. */
final class Flow {
    private final SelectableChannel channel;
    private final ByteChannel bytes;
    private final Duration interval;
    private final Duration patience;
    private final Set<String> exits = new TreeSet<>();
    private final StringBuilder greeting = new StringBuilder();
    private long lastAnswer = System.nanoTime();
    private long nextSend = lastAnswer;
    private long longestGap;
    private boolean answered = true;
    private long answers;
    private Fate fate = Fate.OPENING;
    private Optional<Instant> ended = Optional.empty();

    private <C extends SelectableChannel & ByteChannel> Flow(C channel, Duration interval, Duration patience)
            throws IOException {
        channel.configureBlocking(false);
        this.channel = channel;
        this.bytes = channel;
        this.interval = interval;
        this.patience = patience;
    }

    /**
     * A flow whose socket belongs to the calling thread's namespace. Its port is no other's there: who only connects may get one port
     * for two exits, and both lead to one client, for which that is one flow.
     */
    static Flow tcp(Duration interval, Duration patience) throws IOException {
        return new Flow(SocketChannel.open().bind(new InetSocketAddress(0)), interval, patience);
    }

    /** A flow whose socket belongs to the calling thread's namespace. */
    static Flow udp(Duration interval, Duration patience) throws IOException {
        return new Flow(DatagramChannel.open(), interval, patience);
    }

    /** Connects, and has {@code selector} watch it. */
    void start(Selector selector, SocketAddress remote) throws IOException {
        if (channel instanceof SocketChannel tcp) {
            SelectionKey key = tcp.register(selector, SelectionKey.OP_CONNECT, this);
            try {
                if (tcp.connect(remote)) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            } catch (IOException e) {
                end(Fate.RESET);
            }
        } else if (channel instanceof DatagramChannel udp) {
            udp.connect(remote);
            udp.register(selector, SelectionKey.OP_READ, this);
        }
    }

    /** Something came. */
    synchronized void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            if (key.isConnectable() && channel instanceof SocketChannel tcp && tcp.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                return;
            }
            buffer.clear();
            int length = bytes.read(buffer);
            if (length < 0) {
                end(Fate.CLOSED);
            } else if (length > 0) {
                heard(StandardCharsets.US_ASCII.decode(buffer.flip()));
            }
        } catch (IOException e) {
            // Reset, refused, unreachable: the kernel was told that it is over.
            end(Fate.RESET);
        }
    }

    /**
     * Sends a byte if it is time: over TCP when the last one has come back, over UDP always, as the last one may be
     * lost.
     */
    synchronized void tick(long now) {
        if (ended.isPresent()) {
            return;
        }
        longestGap = Math.max(longestGap, now - lastAnswer);
        if (now - lastAnswer > patience.toNanos()) {
            end(Fate.TIMED_OUT);
            return;
        }
        boolean udp = channel instanceof DatagramChannel;
        if (now < nextSend || !(udp || (answered && fate == Fate.ALIVE))) {
            return;
        }
        nextSend = now + interval.toNanos();
        answered = false;
        try {
            bytes.write(ByteBuffer.wrap(new byte[] {'.'}));
        } catch (IOException e) {
            end(Fate.RESET);
        }
    }

    synchronized FlowReport report() {
        return new FlowReport(
                channel instanceof DatagramChannel ? "udp" : "tcp",
                Set.copyOf(exits),
                fate,
                ended,
                Duration.ofNanos(longestGap),
                answers);
    }

    synchronized boolean opening() {
        return fate == Fate.OPENING;
    }

    synchronized void close() throws IOException {
        channel.close();
    }

    private void heard(CharSequence text) {
        long now = System.nanoTime();
        longestGap = fate == Fate.OPENING ? 0 : Math.max(longestGap, now - lastAnswer);
        lastAnswer = now;
        answered = true;
        answers++;
        boolean udp = channel instanceof DatagramChannel;
        if (udp || fate == Fate.OPENING) {
            greeting.append(text);
            int end = greeting.indexOf("\n");
            if (end < 0) {
                return;
            }
            exits.add(Greeting.address(greeting.substring(0, end)));
            greeting.setLength(0);
        }
        fate = Fate.ALIVE;
    }

    private void end(Fate how) {
        fate = how;
        ended = Optional.of(Instant.now());
        try {
            channel.close();
        } catch (IOException e) {
            // It was over anyway.
        }
    }
}
