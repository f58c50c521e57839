package dev.culvert.agent.gateway;

import dev.culvert.agent.health.ResolverHealth;
import dev.culvert.agent.health.ResolverReport;
import dev.culvert.agent.wire.LocalName;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.Pollable;
import dev.culvert.netlink.socket.Received;
import dev.culvert.netlink.socket.UdpSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.Optional;

/** Asks the resolver in this pod, over the loopback and nowhere else, whether it answers. */
final class ResolverWitness implements AutoCloseable {
    private static final int LARGEST = 512;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(LARGEST);
    private final UdpSocket socket = UdpSocket.open(Family.IPV4);
    private final InetAddress resolver;
    private final ResolverHealth health;

    /** @param before what the agent before this one said */
    ResolverWitness(InetAddress resolver, ResolverReport before) {
        this.resolver = resolver;
        health = new ResolverHealth(before, System.nanoTime());
        try {
            socket.bindToDevice("lo");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Pollable socket() {
        return socket;
    }

    /** Asks if it is time to; nanoseconds until it is again. Who is not asked does not answer. */
    long ask() {
        long now = System.nanoTime();
        if (health.untilDue(now) <= 0) {
            byte[] question = LocalName.question(health.ask(now));
            try {
                socket.send(question, resolver, LocalName.PORT);
            } catch (NetlinkException noAddress) {
                return health.untilDue(now);
            }
        }
        return health.untilDue(now);
    }

    /** Reads what came. */
    void read() {
        for (Optional<Received> got = socket.receive(buffer); got.isPresent(); got = socket.receive(buffer)) {
            if (got.get().source().equals(resolver)) {
                int length = Math.min(got.get().length(), LARGEST);
                byte[] message = buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                LocalName.answered(message, length).ifPresent(health::answered);
            }
        }
    }

    ResolverReport report() {
        return health.report();
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
