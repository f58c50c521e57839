package dev.culvert.lab.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Echo over TCP and UDP, IPv4 and IPv6, at port 7 (RFC 862), with a difference: a TCP connection is greeted with the
 * caller's address, and each datagram comes back with the caller's address before it.
 */
final class EchoService implements AutoCloseable {
    static final int PORT = 7;
    private static final int BUFFER = 64 * 1024;

    private final SeenSources seen;
    private final Selector selector;
    private final ServerSocketChannel tcp;
    private final DatagramChannel udp;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    /** Must be called on a thread of the remote's namespace; the sockets stay there. */
    EchoService(SeenSources seen) throws IOException {
        this.seen = seen;
        selector = Selector.open();
        tcp = ServerSocketChannel.open();
        tcp.bind(new InetSocketAddress(PORT), 4096);
        tcp.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        udp = DatagramChannel.open();
        udp.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024 * 1024);
        udp.bind(new InetSocketAddress(PORT));
        udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        Thread.ofPlatform().daemon().name("echo").start(this::serve);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    private void serve() {
        while (selector.isOpen()) {
            try {
                selector.select(this::ready);
            } catch (IOException e) {
                return;
            } catch (ClosedSelectorException e) {
                return;
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (!key.isValid()) {
                return;
            }
            if (key.isAcceptable()) {
                accept();
            } else if (key.channel() instanceof DatagramChannel) {
                answerDatagrams();
            } else {
                echo(key, (SocketChannel) key.channel());
            }
        } catch (IOException | CancelledKeyException e) {
            // The caller is gone, or the service ends; so is the connection.
            key.cancel();
            closeQuietly(key);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel caller = tcp.accept(); caller != null; caller = tcp.accept()) {
            try {
                greet(caller);
            } catch (IOException gone) {
                // That caller is; the service goes on.
                caller.close();
            }
        }
    }

    private void greet(SocketChannel caller) throws IOException {
        InetSocketAddress address = (InetSocketAddress) caller.getRemoteAddress();
        seen.add("tcp", PORT, address.getAddress());
        caller.configureBlocking(false);
        caller.setOption(StandardSocketOptions.TCP_NODELAY, true);
        caller.write(ByteBuffer.wrap(Greeting.to(address)));
        caller.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(0));
    }

    private void answerDatagrams() throws IOException {
        while (true) {
            buffer.clear();
            InetSocketAddress caller = (InetSocketAddress) udp.receive(buffer);
            if (caller == null) {
                return;
            }
            seen.add("udp", PORT, caller.getAddress());
            buffer.flip();
            byte[] greeting = Greeting.to(caller);
            ByteBuffer answer = ByteBuffer.allocate(greeting.length + buffer.remaining());
            udp.send(answer.put(greeting).put(buffer).flip(), caller);
        }
    }

    /** What does not fit into the socket waits, and nothing more is read until it has gone. */
    private void echo(SelectionKey key, SocketChannel caller) throws IOException {
        ByteBuffer waiting = (ByteBuffer) key.attachment();
        if (!waiting.hasRemaining()) {
            buffer.clear();
            if (caller.read(buffer) < 0) {
                caller.close();
                return;
            }
            waiting = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
            key.attach(waiting);
        }
        caller.write(waiting);
        key.interestOps(waiting.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // Nothing is lost: it was closed for being broken.
        }
    }
}
