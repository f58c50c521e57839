package dev.culvert.agent.router;

import dev.culvert.agent.health.Due;
import dev.culvert.agent.settings.RouterSettings;
import dev.culvert.agent.wire.Echo;
import dev.culvert.agent.wire.Heartbeat;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.Pollable;
import dev.culvert.netlink.socket.Poller;
import dev.culvert.netlink.socket.RawSocket;
import dev.culvert.netlink.socket.Received;
import dev.culvert.netlink.socket.UdpSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks gateways and listens for their answers: heartbeats straight to the pod, probes through its tunnel by the same tables
 * that flows take (the mark chooses the gateway). One more probe takes the whole way of a client's packet through this router.
 */
final class Prober implements AutoCloseable {
    private static final int LARGEST = 2048;
    /** In the numbers of pings, tells those from a VIP from those from here. */
    private static final int OTHER = 0x8000;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(LARGEST);
    private final byte[] bytes = new byte[LARGEST];
    private final Poller poller = new Poller();
    private final UdpSocket heartbeats = UdpSocket.open(Family.IPV4);
    private final RawSocket echoes = RawSocket.icmp(Family.IPV4);
    private final List<Watch> watches;
    private final ForwardingWitness forwarding;
    private final IpAddress source;
    private final List<IpAddress> targets;
    private final List<InetAddress> routers;
    private final Injector clientsWay = new Injector(RouterPlan.PROBE_WIRE);
    private final List<VipProof> proofs;

    /** Identifiers of probes, which have the gateway's number in the low byte; and of pings. */
    private final int base = (int) (ProcessHandle.current().pid() * 257) & 0xff00;

    private final int pings = base ^ 0x4000;

    Prober(List<Watch> watches, ForwardingWitness forwarding, RouterSettings settings, List<IpAddress> targets) {
        this.watches = watches;
        this.forwarding = forwarding;
        this.source = IpAddress.parse(settings.address());
        this.targets = targets;
        this.routers = settings.others().stream()
                .map(router -> IpAddress.parse(router).toInet())
                .toList();
        // In an overlay gateways are routers, send nothing to a VIP, and hear VRRP's MAC on links of their own alone.
        proofs = settings.self() == null
                ? settings.vips().stream()
                        .map(vip -> new VipProof(vip, (base ^ OTHER) | vip.vrid(), watches, poller))
                        .toList()
                : List.of();
        try {
            heartbeats.bind(source.toInet(), 0);
        } catch (NetlinkException absent) {
            // It is tried again and again, and nobody else would close what is open.
            close();
            throw absent;
        }
        poller.add(heartbeats);
        poller.add(echoes);
    }

    /** Sends what is due and returns when the next is, on {@link System#nanoTime}'s clock. */
    long send(long now) {
        long next = forward(now);
        for (Watch watch : watches) {
            Due due = watch.tick(now);
            if (due.heartbeat()) {
                quietly(() -> heartbeats.send(Heartbeat.ask(now), watch.address(), Heartbeat.PORT));
            }
            if (due.ping()) {
                echoes.mark(0);
                quietly(() -> echoes.send(Echo.request(pings | watch.gateway().id(), 0), watch.address()));
            }
            if (due.probe()) {
                int number = watch.probe(now);
                echoes.mark(watch.gateway().id());
                quietly(() -> echoes.send(Echo.request(base | watch.gateway().id(), number), watch.target()));
            }
            long wait = watch.nextTick() - now;
            next = Math.min(next, wait);
        }
        for (VipProof proof : proofs) {
            next = Math.min(next, proof.tend(now));
        }
        return now + next;
    }

    /** Who believes that the VIPs are here which are. */
    List<RouterStatus.Proof> proofs() {
        return proofs.stream().flatMap(proof -> proof.status().stream()).toList();
    }

    private long forward(long now) {
        if (forwarding.untilDue(now) <= 0) {
            int number = forwarding.probe(now);
            IpAddress target = targets.get(forwarding.target(targets.size()));
            clientsWay.send(Echo.frame(RouterPlan.PROBE_MAC, source, target, base, number));
        }
        return forwarding.untilDue(now);
    }

    /**
     * Says something to the other routers, which expect nothing: before that, this one's kernel asks for their link addresses and so tells
     * its own (RFC 826). They would send VRRP's unicast adverts to the pod that had this address before, and this one, hearing
     * none, would take their VIP.
     */
    void greet() {
        for (InetAddress router : routers) {
            quietly(() -> heartbeats.send(Heartbeat.ask(System.nanoTime()), router, Heartbeat.PORT));
        }
    }

    /** An unreachable gateway is an error of the socket, and an answer of its own: silence. */
    private static void quietly(Runnable send) {
        try {
            send.run();
        } catch (NetlinkException unreachable) {
            // What matters is whether an answer comes.
            return;
        }
    }

    /** Waits for answers, passes them to the watches, and returns when all that came are read or the time is over. */
    void listen(Duration timeout) {
        poller.await(timeout, this::read);
    }

    /** Looks at once whether VIPs are here; from any thread. */
    void lookForVips() {
        proofs.forEach(VipProof::lookAgain);
        wakeup();
    }

    /** Ends {@link #listen}, from any thread. */
    void wakeup() {
        poller.wakeup();
    }

    private void read(Pollable socket) {
        switch (socket) {
            case UdpSocket udp -> {
                for (Optional<Received> got = heard(udp); got.isPresent(); got = heard(udp)) {
                    heartbeat(got.get());
                }
            }
            case RawSocket raw -> {
                for (Optional<Received> got = raw.receive(buffer); got.isPresent(); got = raw.receive(buffer)) {
                    Echo message = Echo.read(bytes, copy(got.get()));
                    if (raw == echoes) {
                        echo(message, got.get().source());
                    } else {
                        proven(raw, message, got.get().source());
                    }
                }
            }
            default -> throw new IllegalStateException("nobody listens on " + socket);
        }
    }

    /** A refused heartbeat (no agent there) is reported by the next call on the socket: no answer either. */
    private Optional<Received> heard(UdpSocket udp) {
        try {
            return udp.receive(buffer);
        } catch (NetlinkException refused) {
            return Optional.empty();
        }
    }

    private int copy(Received received) {
        int length = Math.min(received.length(), LARGEST);
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return length;
    }

    private void heartbeat(Received received) {
        int length = copy(received);
        long now = System.nanoTime();
        Heartbeat.read(bytes, length).ifPresent(answer -> {
            for (Watch watch : watches) {
                if (watch.address().equals(received.source())) {
                    watch.podAnswered(now, answer);
                }
            }
        });
    }

    /** Who else refuses a probe, this router's own tables above all, says nothing of the gateway. */
    private void echo(Echo message, InetAddress source) {
        long now = System.nanoTime();
        switch (message) {
            case Echo.Reply(int id, int number) when id == base -> forwarding.answered(now, number);
            case Echo.Reply(int id, int _)
            when (id & 0xff00) == pings ->
                watch(pings, id)
                        .filter(watch -> watch.address().equals(source))
                        .ifPresent(watch -> watch.kernelAnswered(now));
            case Echo.Reply(int id, int number) -> watch(base, id).ifPresent(watch -> watch.answered(now, number));
            case Echo.Refused(int id, int number) ->
                watch(base, id)
                        .filter(watch -> watch.address().equals(source))
                        .ifPresent(watch -> watch.refused(now, number));
            case Echo.Unheard() ->
                watches.stream()
                        .filter(watch -> watch.address().equals(source))
                        .forEach(watch -> watch.podRefused(now));
            case Echo.Other() -> {}
        }
    }

    private void proven(RawSocket by, Echo message, InetAddress source) {
        proofs.stream().filter(proof -> proof.listensOn(by)).forEach(proof -> proof.heard(message, source));
    }

    private Optional<Watch> watch(int kind, int id) {
        for (Watch watch : watches) {
            if ((kind | watch.gateway().id()) == id) {
                return Optional.of(watch);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        clientsWay.close();
        proofs.forEach(VipProof::close);
        heartbeats.close();
        echoes.close();
        poller.close();
        arena.close();
    }
}
