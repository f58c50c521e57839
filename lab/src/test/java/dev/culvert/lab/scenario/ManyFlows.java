package dev.culvert.lab.scenario;

import dev.culvert.lab.service.RemoteServices;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Thousands of UDP flows to a remote's echo service; each is asked again until it has been answered, as packets may be lost. */
final class ManyFlows implements AutoCloseable {
    private static final int FIRST_PORT = 20_000;
    private static final int AT_ONCE = 200;

    private final Selector selector;
    private final List<SelectionKey> flows = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(256);

    /** What is known of a flow: from where the remote saw it, and whether it has answered the last question. */
    private static final class Flow {
        private final Set<String> exits = new TreeSet<>();
        private boolean answered;
    }

    /** Opens them in the calling thread's namespace. */
    ManyFlows(int count, InetAddress remote) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(FIRST_PORT + i));
            channel.connect(new InetSocketAddress(remote, RemoteServices.ECHO));
            flows.add(channel.register(selector, SelectionKey.OP_READ, new Flow()));
        }
    }

    /** Asks every flow once and waits until all are answered; returns how many are not in time. */
    long ask(Duration patience) throws IOException {
        flows.forEach(flow -> of(flow).answered = false);
        long deadline = System.nanoTime() + patience.toNanos();
        long open = flows.size();
        while (open > 0 && System.nanoTime() - deadline < 0) {
            int sent = 0;
            for (SelectionKey flow : flows) {
                if (!of(flow).answered) {
                    send(flow);
                    if (++sent % AT_ONCE == 0) {
                        selector.select(this::read, 5);
                    }
                }
            }
            selector.select(this::read, 50);
            open = flows.stream().filter(flow -> !of(flow).answered).count();
        }
        return open;
    }

    /** How many flows each exit has; a flow that was seen with several is counted under all of them together. */
    Map<String, Long> byExit() {
        Map<String, Long> counts = new TreeMap<>();
        flows.forEach(flow -> counts.merge(String.join("+", of(flow).exits), 1L, Long::sum));
        return counts;
    }

    private static Flow of(SelectionKey key) {
        return (Flow) key.attachment();
    }

    private static void send(SelectionKey flow) {
        try {
            ((DatagramChannel) flow.channel()).write(ByteBuffer.wrap(new byte[] {'.'}));
        } catch (IOException told) {
            // An error that came back for an earlier packet: this one was not sent, and will be.
            return;
        }
    }

    private void read(SelectionKey key) {
        try {
            buffer.clear();
            if (((DatagramChannel) key.channel()).read(buffer) > 0) {
                String greeting =
                        StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
                of(key).exits.add(greeting.split(" ", 2)[0]);
                of(key).answered = true;
            }
        } catch (IOException told) {
            // As in send.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey flow : flows) {
            flow.channel().close();
        }
        selector.close();
    }
}
