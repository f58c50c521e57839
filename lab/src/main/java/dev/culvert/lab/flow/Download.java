package dev.culvert.lab.flow;

import dev.culvert.lab.LabException;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A long transfer of which the client only receives: it learns of an end only if it is told. */
public final class Download implements AutoCloseable {
    /**
     * What was seen so far.
     *
     * @param bytes bytes received
     * @param fate what has become of it; {@link Fate#CLOSED} when all was received
     * @param longestGap the longest time between two reads that brought something, the time since the last included
     */
    public record Report(long bytes, Fate fate, Duration longestGap) {}

    private final Socket socket;
    private long bytes;
    private long last = System.nanoTime();
    private long longestGap;
    private Fate fate = Fate.OPENING;

    private Download(Socket socket) {
        this.socket = socket;
    }

    /**
     * Starts it in the host behind {@code namespace}, which stays the caller's.
     *
     * @param total bytes to receive
     * @param rate bytes a second; 0 for as fast as it goes
     */
    public static Download start(NetworkNamespace namespace, InetAddress remote, long total, long rate) {
        try {
            Download download = new Download(namespace.call(() -> {
                Socket opened = new Socket();
                // The system's socket exists from here on, in this thread's namespace.
                opened.setTcpNoDelay(true);
                return opened;
            }));
            Thread.ofPlatform().daemon().name("download").start(() -> download.run(remote, total, rate));
            return download;
        } catch (Exception e) {
            throw new LabException("cannot start a download: " + e.getMessage(), e);
        }
    }

    /** What was seen so far. */
    public synchronized Report report() {
        long open = fate == Fate.ALIVE ? System.nanoTime() - last : 0;
        return new Report(bytes, fate, Duration.ofNanos(Math.max(longestGap, open)));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void run(InetAddress remote, long total, long rate) {
        try {
            socket.connect(new InetSocketAddress(remote, RemoteServices.WEB));
            socket.getOutputStream()
                    .write("GET /bytes?n=%d&rate=%d HTTP/1.0\r\n\r\n"
                            .formatted(total, rate)
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[64 * 1024];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                received(n);
            }
            end(Fate.CLOSED);
        } catch (IOException e) {
            end(Fate.RESET);
        }
    }

    private synchronized void received(int count) {
        long now = System.nanoTime();
        longestGap = bytes == 0 ? 0 : Math.max(longestGap, now - last);
        last = now;
        bytes += count;
        fate = Fate.ALIVE;
    }

    private synchronized void end(Fate how) {
        fate = how;
    }
}
