package dev.culvert.lab.flow;

import dev.culvert.lab.LabException;
import dev.culvert.lab.service.RemoteServices;
import dev.culvert.netlink.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A UDP packet at a steady pace to a remote's echo service; how long nothing came back at worst. */
public final class PacketTrain implements AutoCloseable {
    /**
     * What was seen so far.
     *
     * @param sent packets sent
     * @param received packets that came back
     * @param longestGap the longest time between two that came back, the time since the last one included
     */
    public record Report(long sent, long received, Duration longestGap) {}

    private final DatagramSocket socket;
    private final InetAddress remote;
    private final long interval;
    private volatile boolean closed;
    private long sent;
    private long received;
    private long last = System.nanoTime();
    private long longestGap;

    private PacketTrain(DatagramSocket socket, InetAddress remote, Duration interval) {
        this.socket = socket;
        this.remote = remote;
        this.interval = interval.toNanos();
        Thread.ofPlatform().daemon().name("train-out").start(this::send);
        Thread.ofPlatform().daemon().name("train-in").start(this::receive);
    }

    /** Starts it from the host behind {@code namespace}, which stays the caller's. */
    public static PacketTrain start(NetworkNamespace namespace, InetAddress remote, Duration interval) {
        try {
            return new PacketTrain(namespace.call(DatagramSocket::new), remote, interval);
        } catch (Exception e) {
            throw new LabException("cannot start a packet train: " + e.getMessage(), e);
        }
    }

    /** What was seen so far; the gap that is open now counts once a packet has come back. */
    public synchronized Report report() {
        long open = received == 0 ? 0 : System.nanoTime() - last;
        return new Report(sent, received, Duration.ofNanos(Math.max(longestGap, open)));
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }

    private void send() {
        long next = System.nanoTime();
        byte[] payload = {'.'};
        while (!closed) {
            try {
                socket.send(new DatagramPacket(payload, payload.length, remote, RemoteServices.ECHO));
            } catch (IOException e) {
                // Unreachable just now: a packet lost like any other.
            }
            synchronized (this) {
                sent++;
            }
            next += interval;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[256], 256);
        while (!closed) {
            try {
                socket.receive(packet);
                answered();
            } catch (IOException e) {
                // Closed, or an ICMP error for one of the packets.
            }
        }
    }

    private synchronized void answered() {
        long now = System.nanoTime();
        longestGap = received == 0 ? 0 : Math.max(longestGap, now - last);
        last = now;
        received++;
    }
}
