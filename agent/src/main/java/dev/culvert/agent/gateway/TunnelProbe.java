package dev.culvert.agent.gateway;

import dev.culvert.agent.wire.Echo;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.Pollable;
import dev.culvert.netlink.socket.RawSocket;
import dev.culvert.netlink.socket.Received;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The gateway's own packets through its tunnel: what makes it ready. */
final class TunnelProbe implements AutoCloseable {
    private static final int LARGEST = 2048;
    private static final long FRESH = 3_000_000_000L;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(LARGEST);
    private final byte[] bytes = new byte[LARGEST];
    private final RawSocket socket = RawSocket.icmp(Family.IPV4);
    private final String tunnel;
    private final List<InetAddress> targets;
    private final int id = (int) ProcessHandle.current().pid() & 0xffff;
    private int sequence;
    private long answeredAt;
    private boolean everAnswered;

    TunnelProbe(String tunnel, List<InetAddress> targets) {
        this.tunnel = tunnel;
        this.targets = targets;
    }

    Pollable socket() {
        return socket;
    }

    /** Sends one, to each target in turn. A tunnel that is not there is an error, and answered by silence. */
    void send() {
        sequence = (sequence + 1) & 0xffff;
        try {
            socket.bindToDevice(tunnel);
            socket.send(Echo.request(id, sequence), targets.get(sequence % targets.size()));
        } catch (NetlinkException noTunnel) {
            return;
        }
    }

    /** Reads what came; returns whether one was an answer. */
    boolean read() {
        boolean answered = false;
        for (Optional<Received> got = socket.receive(buffer); got.isPresent(); got = socket.receive(buffer)) {
            int length = Math.min(got.get().length(), LARGEST);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
            if (Echo.read(bytes, length) instanceof Echo.Reply reply && reply.id() == id) {
                answeredAt = System.nanoTime();
                everAnswered = true;
                answered = true;
            }
        }
        return answered;
    }

    /** Whether a packet ever went through. */
    boolean everAnswered() {
        return everAnswered;
    }

    /** Whether a packet went through lately. */
    boolean fresh() {
        return everAnswered && System.nanoTime() - answeredAt < FRESH;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
