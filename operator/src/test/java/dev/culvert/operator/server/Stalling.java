package dev.culvert.operator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Begins each answer and never ends it. */
public final class Stalling implements AutoCloseable {
    private final ServerSocket listener;

    /** Listens on the loopback. */
    public Stalling() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                accept();
            }
        });
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            Socket caller = listener.accept();
            Thread.ofVirtual().start(() -> answer(caller));
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void answer(Socket caller) {
        try (caller) {
            caller.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(US_ASCII));
            InputStream sent = caller.getInputStream();
            while (sent.read() >= 0) {
                // Until the caller hangs up.
            }
        } catch (IOException gone) {
            // So is the caller.
        }
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
