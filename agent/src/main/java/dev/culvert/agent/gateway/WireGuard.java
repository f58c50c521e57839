package dev.culvert.agent.gateway;

import dev.culvert.agent.health.EngineReport;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.Family;
import dev.culvert.model.plan.Encapsulation;
import dev.culvert.model.plan.Mtu;
import dev.culvert.model.wireguard.Endpoint;
import dev.culvert.model.wireguard.Parsed;
import dev.culvert.model.wireguard.Problem;
import dev.culvert.model.wireguard.WireGuardConfig;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Errno;
import dev.culvert.netlink.IpPrefix;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NewLink;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A WireGuard tunnel from a provider's file: the kernel's, or wireguard-go where the kernel has none.
 */
final class WireGuard implements TunnelEngine {
    private static final System.Logger LOG = System.getLogger("culvert.wireguard");

    /** The mark of the tunnel's own packets, unless the provider's file has one. */
    private static final int MARK = 51820;

    /** No handshake for so long, and the session is over (WireGuard paper, 6.1: REJECT_AFTER_TIME). */
    private static final long SESSION_SECONDS = 180;

    /** So long an engine may say nothing, and carry nothing, before it is started anew, which costs its flows. */
    static final long PATIENCE_NANOS = 10_000_000_000L;

    private final String link;
    private final String uplink;
    private final WireGuardConfig config;
    private final Servers servers;
    private final Wg wg;
    private final WireGuardGo userspace;
    private OptionalLong silentSince = OptionalLong.empty();
    private Optional<String> handshakes = Optional.empty();
    private boolean compared;

    private WireGuard(String link, String uplink, Path folder, WireGuardConfig config, Servers servers) {
        this.link = link;
        this.uplink = uplink;
        this.config = config;
        this.servers = servers;
        wg = new Wg(link);
        userspace = new WireGuardGo(link, folder);
    }

    /**
     * Reads the provider's file and asks for the addresses of endpoints that it names.
     *
     * @throws InvalidInput with every line that cannot be used, or a name that has no address
     */
    static WireGuard read(Path file, String link, String uplink, Path folder) throws IOException {
        WireGuardConfig config = switch (WireGuardConfig.parse(Files.readString(file))) {
            case Parsed.Valid(WireGuardConfig valid, List<Problem> warnings) -> {
                warnings.forEach(warning -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}", file, warning));
                yield valid;
            }
            case Parsed.Invalid(List<Problem> errors, var warnings) ->
                throw new InvalidInput(
                        file.toString(),
                        errors.stream().map(Problem::toString).collect(Collectors.joining("; ")),
                        "mend these lines");
        };
        List<Endpoint> endpoints = config.peers().stream()
                .flatMap(peer -> peer.endpoint().stream())
                .toList();
        return new WireGuard(link, uplink, folder, config, Servers.of(endpoints, folder));
    }

    /** The families of our addresses in it. */
    @Override
    public Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        config.addresses().forEach(address -> families.add(address.family()));
        return families;
    }

    @Override
    public List<GatewaySpec.Endpoint> endpoints() {
        return servers.addresses().entrySet().stream()
                .map(end -> GatewaySpec.Endpoint.of(end.getValue(), end.getKey().port()))
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    @Override
    public int mark() {
        return (int) config.fwMark().orElse(MARK);
    }

    @Override
    public void carried() {
        silentSince = OptionalLong.empty();
    }

    /** Its peers' addresses are compared with the file again, too: WireGuard takes them from whoever sent last. */
    @Override
    public void lookAgain() {
        compared = false;
        servers.lookAgain();
    }

    @Override
    public boolean takeMoved() {
        boolean moved = servers.takeMoved();
        compared &= !moved;
        return moved;
    }

    @Override
    public boolean ensure(RouteSocket route) throws IOException {
        try {
            boolean made = bringUp(route);
            silentSince = OptionalLong.empty();
            return made;
        } catch (Wg.Silent e) {
            handshakes = Optional.empty();
            endIfSilentForLong();
            throw e;
        }
    }

    /** A stopped process goes on one day, or never. */
    private void endIfSilentForLong() {
        long now = System.nanoTime();
        silentSince = OptionalLong.of(silentSince.orElse(now));
        if (now - silentSince.getAsLong() > PATIENCE_NANOS) {
            LOG.log(System.Logger.Level.ERROR, "the engine of {0} has not answered for long, another is started", link);
            userspace.end();
            silentSince = OptionalLong.empty();
        }
    }

    private boolean bringUp(RouteSocket route) throws IOException {
        boolean made = false;
        if (route.link(link).isEmpty()) {
            create(route);
            made = true;
        }
        // A link that somebody set down has lost its IPv6 addresses.
        boolean down = route.link(link).filter(Link::up).isEmpty();
        if (isBare() || made || down) {
            // The mark comes first: the lock refuses a handshake without it, and the next is tried 5 s later.
            wg.mark(mark());
            wg.add(config.toSetConf(servers.addresses()));
            address(route);
            route.setUp(link);
            made = true;
        } else if (!compared) {
            made = follow(route);
        }
        compared = true;
        return made;
    }

    /** Puts a file in force that is another than the tunnel was made from; sessions with peers that stay go on. */
    private boolean follow(RouteSocket route) throws IOException {
        String inForce = wg.configuration();
        String wanted = WgConf.withPortAndMark(config.toSetConf(servers.addresses()), WgConf.port(inForce), mark());
        boolean other = !WgConf.parse(inForce).equals(WgConf.parse(wanted));
        if (other) {
            LOG.log(System.Logger.Level.INFO, "the tunnel follows its file, which is another now");
            wg.sync(wanted);
        }
        return address(route) || other;
    }

    /** The file's addresses and MTU, and no others; whether they were not so already. */
    private boolean address(RouteSocket route) throws IOException {
        int mtu = mtu(route);
        boolean resized = route.link(link).filter(is -> is.mtu() != mtu).isPresent();
        if (resized) {
            route.setMtu(link, mtu);
        }
        List<IpPrefix> wanted = config.addresses().stream()
                .map(address -> new IpPrefix(address.address().toInet(), address.length()))
                .toList();
        boolean more = add(route, wanted);
        // Those of a network after its first one, which would take them away with it.
        List<Address> unfit = addresses(route).stream()
                .filter(address -> !wanted.contains(address.prefix()) || leadsItsNetwork(address))
                .sorted(Comparator.comparing(address -> !address.has(Address.Flag.SECONDARY)))
                .toList();
        unfit.forEach(route::deleteAddress);
        if (!unfit.isEmpty()) {
            add(route, wanted);
        }
        return resized || more || !unfit.isEmpty();
    }

    /** Adds those that are absent; whether there were any. Their networks may be local ones: plans alone say what leads into the tunnel. */
    private boolean add(RouteSocket route, List<IpPrefix> wanted) {
        List<IpPrefix> there = addresses(route).stream().map(Address::prefix).toList();
        List<IpPrefix> absent =
                wanted.stream().filter(prefix -> !there.contains(prefix)).toList();
        absent.forEach(prefix -> route.replaceAddress(Address.of(prefix, link).with(Address.Flag.NOPREFIXROUTE)));
        return !absent.isEmpty();
    }

    private List<Address> addresses(RouteSocket route) {
        return route.addresses().stream()
                .filter(address -> address.link().equals(link))
                .filter(address -> !address.prefix().address().isLinkLocalAddress())
                .toList();
    }

    /** Whether the kernel made a way for more than the address itself. */
    private static boolean leadsItsNetwork(Address address) {
        return address.prefix().length() < address.prefix().address().getAddress().length * Byte.SIZE
                && !address.has(Address.Flag.NOPREFIXROUTE);
    }

    /** The file's, or the usual one, and less where the pod's own link has less room: else the tunnel's packets would be cut in two. */
    private int mtu(RouteSocket route) throws IOException {
        int given = config.mtu().orElse(Mtu.WIREGUARD_DEFAULT);
        int room = route.link(uplink).map(Link::mtu).orElse(Mtu.ETHERNET);
        int mtu = servers.addresses().values().stream()
                .mapToInt(server -> room - Encapsulation.WIREGUARD.overhead(server.family()))
                .reduce(given, Math::min);
        if (mtu < Mtu.LEAST_IPV6 && families().contains(Family.IPV6)) {
            throw new IOException(
                    "%s has room for packets of %d bytes, which leaves %d in the tunnel, and IPv6 needs %d there: take the IPv6 address out of the provider's file, or give pods' links %d bytes more"
                            .formatted(uplink, room, mtu, Mtu.LEAST_IPV6, Mtu.LEAST_IPV6 - mtu));
        }
        return mtu;
    }

    /** A link without peers was made by an agent that died before it went on. */
    private boolean isBare() throws IOException {
        handshakes = Optional.empty();
        String peers = wg.handshakes();
        handshakes = Optional.of(peers);
        return peers.isBlank();
    }

    private void create(RouteSocket route) throws IOException {
        try {
            route.createLink(new NewLink.Wireguard(link));
        } catch (NetlinkException e) {
            if (!e.is(Errno.EOPNOTSUPP)) {
                throw e;
            }
            userspace.start(route);
        }
    }

    /**
     * What the engine said of itself when {@link #ensure} last asked it: it has a link, and the last handshake is not too long
     * ago. One that could not be asked, for want of a processor or memory even, may carry packets as before: probes tell.
     */
    @Override
    public EngineReport report(RouteSocket route) {
        if (route.link(link).isEmpty()) {
            return EngineReport.DOWN;
        }
        if (handshakes.isEmpty()) {
            return EngineReport.UNKNOWN;
        }
        long newest = handshakes
                .get()
                .lines()
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf('\t') + 1).strip()))
                .max()
                .orElse(0);
        long age = System.currentTimeMillis() / 1000 - newest;
        // A clock that jumped says nothing about the tunnel; nor does a tunnel that had nothing to carry yet.
        return newest == 0 || age < 0 || age > SESSION_SECONDS ? EngineReport.UNKNOWN : EngineReport.UP;
    }
}
