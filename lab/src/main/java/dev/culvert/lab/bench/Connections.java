package dev.culvert.lab.bench;

import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A server in a bed's clients that accepts TCP connections and no more, for as long as it is open. */
final class Connections implements AutoCloseable {
    static final int PORT = 7070;
    private static final int AT_ONCE = 4;
    private static final int REMOTES = 64;
    private static final int BACKLOG = 4096;

    private final ServerSocketChannel server;

    private Connections(ServerSocketChannel server) {
        this.server = server;
        Thread.ofPlatform().daemon().name("accept").start(this::accept);
    }

    static Connections serve(InboundBed bed) throws IOException {
        ServerSocketChannel server = Bed.within(bed.clients(), ServerSocketChannel::open);
        return new Connections(server.bind(new InetSocketAddress(PORT), BACKLOG));
    }

    private void accept() {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException closed) {
            return;
        }
    }

    /** Connections a second that are made, four at a time; each ends at once by a reset, so that no port waits. */
    static double rate(InboundBed bed, Duration time) {
        try (NetworkNamespace remotes = NetworkNamespace.open(bed.remotes())) {
            return Rate.of(remotes, AT_ONCE, time, number -> connect(number % REMOTES));
        }
    }

    private static void connect(int remote) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(new InetSocketAddress("198.18.0." + (remote + 1), 0));
            channel.connect(new InetSocketAddress(InboundBed.ADDRESS, PORT));
        } catch (IOException e) {
            throw new UncheckedIOException("remote " + remote + " reaches nobody", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
