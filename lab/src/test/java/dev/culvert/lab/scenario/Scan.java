package dev.culvert.lab.scenario;

import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/** Which TCP ports of an address take a connection, and which UDP ports answer. */
final class Scan {
    private static final int LAST_PORT = 65_535;
    private static final int AT_ONCE = 16_384;
    /** In one go: thousands are more than some queue holds, and all of those that are sent again after 1 s (RFC 6298) as well. */
    private static final int BURST = 128;

    private static final int PAUSE_MILLIS = 5;
    private static final int PATIENCE_MILLIS = 1_250;

    /** One of DNS (RFC 1035, 4.1): recursion desired, the root, NS, IN. */
    private static final byte[] QUERY = HexFormat.of().parseHex("2a2a01000001000000000000" + "0000020001");

    private Scan() {}

    /** Tries all of them from the host behind {@code namespace}. */
    static Set<Integer> openPorts(NetworkNamespace namespace, InetAddress address) throws Exception {
        return namespace.call(() -> {
            Set<Integer> open = new TreeSet<>();
            for (int first = 1; first <= LAST_PORT; first += AT_ONCE) {
                tryPorts(address, first, Math.min(LAST_PORT, first + AT_ONCE - 1), open);
            }
            return open;
        });
    }

    /** Asks all of them for the root's name servers from the host behind {@code namespace}, which a resolver answers as an echo does. */
    static Set<Integer> answeringPorts(NetworkNamespace namespace, InetAddress address) throws Exception {
        return namespace.call(() -> {
            Set<Integer> answering = new TreeSet<>();
            try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                    Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                // Nobody sends a datagram again that some queue did not hold.
                for (int sent = 0; sent < 2 * LAST_PORT && (sent < LAST_PORT || answering.isEmpty()); sent++) {
                    int port = 1 + sent % LAST_PORT;
                    channel.send(ByteBuffer.wrap(QUERY), new InetSocketAddress(address, port));
                    if (port % BURST == 0) {
                        selector.select(PAUSE_MILLIS);
                        answers(channel, answering);
                    }
                }
                long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
                while (System.nanoTime() < deadline) {
                    selector.select(50);
                    answers(channel, answering);
                }
            }
            return answering;
        });
    }

    private static void answers(DatagramChannel channel, Set<Integer> answering) throws IOException {
        var answer = ByteBuffer.allocate(1);
        while (channel.receive(answer.clear()) instanceof InetSocketAddress from) {
            answering.add(from.getPort());
        }
    }

    private static void tryPorts(InetAddress address, int first, int last, Set<Integer> open) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int port = first; port <= last; port++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(address, port));
                channel.register(selector, SelectionKey.OP_CONNECT, port);
                if ((port - first) % BURST == BURST - 1) {
                    pause(selector, PAUSE_MILLIS, open);
                }
            }
            pause(selector, PATIENCE_MILLIS, open);
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        }
    }

    private static void pause(Selector selector, int millis, Set<Integer> open) throws IOException {
        long deadline = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < deadline) {
            selector.select(key -> finish(key, open), Math.min(millis, 50));
        }
    }

    private static void finish(SelectionKey key, Set<Integer> open) {
        try (SocketChannel channel = (SocketChannel) key.channel()) {
            if (channel.finishConnect()) {
                open.add((Integer) key.attachment());
            }
        } catch (IOException closed) {
            // It said no.
        }
    }
}
