package dev.culvert.agent.gateway;

import dev.culvert.agent.health.Silence;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's own packets through its tunnel: what makes it ready. */
final class TunnelProbe implements AutoCloseable {
    private static final int LARGEST = 2048;
    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();
    private static final long FRESH = Duration.ofSeconds(3).toNanos();

    private final RawSocket socket = RawSocket.icmp(Family.IPV4);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(LARGEST);
    private final byte[] bytes = new byte[LARGEST];
    private final String tunnel;
    private final List<InetAddress> targets;
    private final int id = (int) ProcessHandle.current().pid() & 0xffff;
    private int sequence;
    /** Whom to ask: who answered last. */
    private int target;
    /** Whom else, while that one is silent. */
    private int other;

    private boolean unanswered;
    private final Silence silence = new Silence(INTERVAL, System.nanoTime());
    private boolean everAnswered;

    TunnelProbe(String tunnel, List<InetAddress> targets) {
        this.tunnel = tunnel;
        this.targets = targets;
    }

    Pollable socket() {
        return socket;
    }

    /**
     * To be called each second, or sooner. Asks the target that answered last, and each other one in turn beside it while it is silent:
     * one that is dead, or a packet that was lost, is no reason to call a tunnel unready.
     */
    void send() {
        silence.asked(System.nanoTime());
        ask(targets.get(target));
        if (unanswered && targets.size() > 1) {
            other = (other + 1) % targets.size();
            if (other == target) {
                other = (other + 1) % targets.size();
            }
            ask(targets.get(other));
        }
        unanswered = true;
    }

    /** A tunnel that is not there is an error, and answered by silence. */
    private void ask(InetAddress whom) {
        sequence = (sequence + 1) & 0xffff;
        try {
            socket.bindToDevice(tunnel);
            socket.send(Echo.request(id, sequence), whom);
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
                int who = targets.indexOf(got.get().source());
                target = who < 0 ? target : who;
                unanswered = false;
                silence.answered(System.nanoTime());
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
        return everAnswered && silence() < FRESH;
    }

    /** Nanoseconds in which nothing came through, though somebody asked and listened. */
    long silence() {
        return silence.lasts(System.nanoTime());
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
