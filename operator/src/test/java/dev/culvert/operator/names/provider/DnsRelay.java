package dev.culvert.operator.names.provider;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;

/** Stands between an operator and a name server, and does something once, at the next update. */
final class DnsRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final AtomicReference<Runnable> before = new AtomicReference<>(() -> {});
    private volatile boolean loseAnswer;

    DnsRelay(int server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Before the next update is passed on. */
    void beforeUpdate(Runnable action) {
        before.set(action);
    }

    /** The next update is carried out, and nobody hears of it. */
    void loseNextAnswer() {
        loseAnswer = true;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server)) {
            byte[] question = read(client);
            boolean update = new Message(question).getHeader().getOpcode() == Opcode.UPDATE;
            if (update) {
                before.getAndSet(() -> {}).run();
            }
            write(to, question);
            byte[] answer = read(to);
            if (update && loseAnswer) {
                loseAnswer = false;
                return;
            }
            write(client, answer);
        } catch (IOException ends) {
            return;
        }
    }

    private static byte[] read(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    private static void write(Socket socket, byte[] message) throws IOException {
        var out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
