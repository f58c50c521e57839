package dev.culvert.agent.router;

import dev.culvert.agent.router.RouterStatus.Proof;
import dev.culvert.agent.settings.RouterSettings.Vip;
import dev.culvert.agent.wire.Announcement;
import dev.culvert.agent.wire.Echo;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.MacAddress;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.socket.Poller;
import dev.culvert.netlink.socket.RawSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * While this router holds a VIP: a ping from the VIP, by its own link and so from its virtual MAC, to each gateway. The answer arrives
 * on that link only if the gateway and the switches between believe that the VIP is here; who does not is told again at once
 * ({@link Belief}). keepalived repeats its gratuitous ARP whatever neighbours think, and hears nothing of them.
 *
 * <p>Disbelief is no reason to give the VIP up: nothing says that another router would be believed, and two that nobody answers would
 * hand it to each other for ever.
 */
final class VipProof implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("culvert.router");
    /** The kernel tells when the VIP comes; this is in case it was not heard. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Vip vip;
    private final InetAddress address;
    private final byte[] announcement;
    private final int id;
    private final List<Watch> gateways;
    private final Poller poller;
    private final Injector link;
    private @Nullable RawSocket socket;
    private Belief<Watch> belief;
    private List<String> doubters = List.of();
    private long nextLook;
    private volatile boolean comes;

    /**
     * @param id of its pings, nobody else's here
     * @param gateways whom to ask
     */
    VipProof(Vip vip, int id, List<Watch> gateways, Poller poller) {
        this.vip = vip;
        IpAddress ip = IpAddress.parse(vip.address());
        address = ip.toInet();
        announcement = Announcement.frame(MacAddress.vrrp(dev.culvert.model.net.Family.IPV4, vip.vrid()), ip);
        this.id = id;
        this.gateways = gateways;
        this.poller = poller;
        link = new Injector(vip.link());
        nextLook = System.nanoTime();
        belief = new Belief<>(gateways, nextLook);
    }

    /** Addresses have changed, and the VIP may be here now; from any thread. */
    void lookAgain() {
        comes = true;
    }

    /** Does what is due and returns in how many nanoseconds something is again. */
    long tend(long now) {
        if (comes || (socket == null && now - nextLook >= 0)) {
            comes = false;
            nextLook = now + LOOK.toNanos();
            look(now);
        }
        if (socket == null) {
            return nextLook - now;
        }
        Belief.Due due = belief.tick(now, gateway -> gateway.heardSince(belief.askedAt()));
        if (due.announce()) {
            announce(now);
        }
        tell();
        if (due.ask()) {
            ask(now);
        }
        return socket == null ? nextLook - now : belief.untilDue(now);
    }

    /** Who has lost the VIP meanwhile must be silent: switches would learn the virtual MAC here, and lead to us what is the next holder's. */
    private void announce(long now) {
        look(now);
        if (socket != null) {
            link.send(announcement);
        }
    }

    /** Takes another socket, or none: the VIP may have gone, or its link been made anew. */
    private void look(long now) {
        boolean held = socket != null;
        close();
        socket = open();
        if (socket != null && !held) {
            belief = new Belief<>(gateways, now);
        }
    }

    /** Only an address that is here can be bound to. */
    private @Nullable RawSocket open() {
        RawSocket opened = RawSocket.icmp(Family.IPV4);
        try {
            opened.bindToDevice(vip.link());
            opened.bind(address);
            poller.add(opened);
            return opened;
        } catch (NetlinkException notHere) {
            opened.close();
            return null;
        }
    }

    /** Who cannot be reached does not answer, and a VIP that has gone cannot ask. */
    private void ask(long now) {
        byte[] question = Echo.request(id, belief.number());
        boolean refusals = false;
        for (Watch gateway : gateways) {
            refusals |= socket != null && !sent(socket, question, gateway);
        }
        if (refusals) {
            look(now);
        }
    }

    private static boolean sent(RawSocket from, byte[] question, Watch gateway) {
        try {
            from.send(question, gateway.address());
            return true;
        } catch (NetlinkException refused) {
            return false;
        }
    }

    private void tell() {
        List<String> names = names(belief.doubters());
        if (!names.equals(doubters)) {
            doubters = names;
            LOG.log(
                    System.Logger.Level.WARNING,
                    names.isEmpty()
                            ? "what is for {0} arrives here from all gateways again"
                            : "what is for {0} does not arrive here from {1}, to whom it is announced again",
                    vip.address(),
                    names);
        }
    }

    /** Whether that is the socket on which answers come. */
    boolean listensOn(RawSocket one) {
        return one == socket;
    }

    /** A message came. */
    void heard(Echo message, InetAddress from) {
        if (message instanceof Echo.Reply(int to, int number) && to == id) {
            gateways.stream()
                    .filter(gateway -> gateway.address().equals(from))
                    .forEach(gateway -> belief.answered(gateway, number));
        }
    }

    /** What is known, if the VIP is here. */
    Optional<Proof> status() {
        return Optional.ofNullable(socket)
                .map(held -> new Proof(
                        vip.address(), names(belief.believers()), names(belief.doubters()), belief.announced()));
    }

    private static List<String> names(List<Watch> gateways) {
        return gateways.stream().map(gateway -> gateway.gateway().name()).toList();
    }

    @Override
    public void close() {
        if (socket != null) {
            poller.remove(socket);
            socket.close();
            socket = null;
        }
        link.close();
    }
}
