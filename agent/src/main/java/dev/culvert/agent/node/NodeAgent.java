package dev.culvert.agent.node;

import dev.culvert.agent.Agent;
import dev.culvert.agent.KernelWatch;
import dev.culvert.agent.Opened;
import dev.culvert.agent.Prepared;
import dev.culvert.agent.Seal;
import dev.culvert.agent.cni.LockSpool;
import dev.culvert.agent.cni.Locks;
import dev.culvert.agent.node.NodeStatus.NetworkStatus;
import dev.culvert.agent.settings.NodeSettings;
import dev.culvert.agent.settings.SettingsFile;
import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.NodePlan;
import dev.culvert.dataplane.NodePlan.Network;
import dev.culvert.dataplane.Owner;
import dev.culvert.model.InvalidInput;
import dev.culvert.model.net.IpAddress;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Link;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NftablesException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The loop of a node: keeps bridges and VXLAN as they should be, puts pods back on a bridge that was deleted under them,
 * answers CNI, and closes clients that nobody leads into the VPN any more. When it dies, all that stands goes on; new clients
 * wait, closed, until it is back.
 */
public final class NodeAgent implements Agent {
    private static final System.Logger LOG = System.getLogger("culvert.node");
    /** Others change a node's network all the time, or undo what is done here: that must not take a whole processor. */
    private static final Duration LEAST_BETWEEN_PASSES = Duration.ofMillis(100);

    private final NodeSettings settings;
    private final Opened opened;
    private final Kernel kernel;
    private final Semaphore wake = new Semaphore(0);
    private final KernelWatch disturbances;
    private final BridgePorts ports = new BridgePorts();
    private final Optional<Locks> locks;
    private String reported = "";
    private long repairs;
    private volatile String refusal = "";
    private volatile boolean stopping;

    /** What these settings ask for, ready to start. */
    public static Prepared prepared(NodeSettings settings) {
        return Prepared.of(() -> start(settings));
    }

    /**
     * Starts answering CNI.
     *
     * @throws IOException if the plugin or the spool cannot be put where the settings say
     */
    static NodeAgent start(NodeSettings settings) throws IOException {
        return Opened.whole(opened -> new NodeAgent(settings, opened));
    }

    private NodeAgent(NodeSettings settings, Opened opened) throws IOException {
        this.settings = settings;
        this.opened = opened;
        kernel = opened.add(new Kernel(), Kernel::close);
        // An earlier version closed the node where it could not start.
        Seal.open(kernel);
        disturbances = opened.add(new KernelWatch(Set.of("netdev culvert_node"), wake::release), KernelWatch::close);
        NodeSettings.Cni cni = settings.cni();
        locks = cni == null ? Optional.empty() : Optional.of(Locks.open(Path.of(cni.spool()), cni.closed()));
        settle(false);
        if (cni != null) {
            opened.add(
                    LockSpool.open(Path.of(cni.plugins()), Path.of(cni.spool()), locks.orElseThrow()),
                    LockSpool::close);
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                wake.tryAcquire(1, TimeUnit.SECONDS);
                wake.drainPermits();
                disturbances.takeDisturbed();
                settle(true);
                Thread.sleep(LEAST_BETWEEN_PASSES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(boolean again) {
        locks.ifPresent(Locks::settle);
        var statuses = new ArrayList<NetworkStatus>();
        var kept = new ArrayList<Network>();
        try {
            List<IpAddress> nodes = settings.addresses();
            var claims = new Claims(kernel.route().links(), kernel.route().addresses());
            Address underlay = underlay(nodes, claims);
            IpAddress own = addressOf(underlay);
            int underlayMtu = claims.link(underlay.link()).mtu();
            for (var wanted : settings.networks()) {
                var network = new Network(wanted.id(), wanted.port(), wanted.mtu());
                try {
                    network.within(underlayMtu, own.family());
                    claims.check(network);
                    claims.adoptable(network)
                            .ifPresent(bridge -> kernel.route().setGroup(bridge.name(), Owner.NODE.protocol()));
                    kept.add(network);
                    statuses.add(new NetworkStatus(network.id(), ""));
                } catch (InvalidInput refused) {
                    // Pods are on it, and what does not fit today may tomorrow.
                    claims.standing(network).ifPresent(kept::add);
                    statuses.add(new NetworkStatus(wanted.id(), String.valueOf(refused.getMessage())));
                }
            }
            bring(kept, claims.links(), own, others(nodes, own, claims), again);
        } catch (InvalidInput | NetlinkException | NftablesException e) {
            settings.networks()
                    .forEach(network -> statuses.add(new NetworkStatus(network.id(), String.valueOf(e.getMessage()))));
        }
        report(statuses);
    }

    private void bring(
            List<Network> networks, List<Link> before, IpAddress own, List<IpAddress> others, boolean again) {
        Set<String> bridges = networks.stream().map(Network::bridge).collect(Collectors.toSet());
        ports.observe(before, bridges);
        Set<String> there = before.stream().map(Link::name).collect(Collectors.toSet());
        var changes = new ArrayList<Change>();
        networks.stream()
                .filter(network -> !there.contains(network.bridge()))
                .map(network -> new Change.MakeLink(network.link(), Owner.NODE.protocol()))
                .forEach(change -> {
                    kernel.apply(change);
                    changes.add(change);
                });
        changes.addAll(kernel.bringTo(NodePlan.of(networks, own, others)));
        // What others change meanwhile wakes the next pass.
        ports.lost(changes.isEmpty() ? before : kernel.route().links()).forEach((port, bridge) -> {
            var change = new Change.SetMaster(port, bridge);
            kernel.apply(change);
            changes.add(change);
        });
        changes.forEach(change -> LOG.log(System.Logger.Level.INFO, "{0}", change));
        if (again && !changes.isEmpty()) {
            repairs++;
        }
    }

    /** The same family's on each node, so that they find each other: IPv4 where there are both. */
    private static Address underlay(List<IpAddress> nodes, Claims claims) {
        return claims.addresses().stream()
                .filter(address -> nodes.contains(addressOf(address)))
                .min(Comparator.comparing(address -> addressOf(address).family()))
                .orElseThrow(() -> new InvalidInput(
                        "nodes", "none of " + nodes + " is this node's", "list the nodes' InternalIPs"));
    }

    /** A VXLAN device sends to addresses of its own family only; another address of this node would give it its own frames. */
    private static List<IpAddress> others(List<IpAddress> nodes, IpAddress own, Claims claims) {
        Set<IpAddress> ours =
                claims.addresses().stream().map(NodeAgent::addressOf).collect(Collectors.toSet());
        return nodes.stream()
                .filter(node -> node.family() == own.family() && !ours.contains(node))
                .toList();
    }

    private static IpAddress addressOf(Address address) {
        return IpAddress.of(address.prefix().address());
    }

    private void report(List<NetworkStatus> networks) {
        Locks.State state = locks.map(Locks::state).orElse(Locks.State.NONE);
        boolean ready = state.problems().isEmpty()
                && networks.stream().allMatch(network -> network.problem().isEmpty());
        String status = SettingsFile.write(new NodeStatus("node", ready, networks, state, refusal, repairs));
        if (status.equals(reported)) {
            return;
        }
        networks.stream()
                .filter(network -> !network.problem().isEmpty())
                .forEach(network ->
                        LOG.log(System.Logger.Level.ERROR, "network {0}: {1}", network.id(), network.problem()));
        try {
            SettingsFile.replace(Path.of(settings.folder()).resolve("status.json"), status);
            reported = status;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot write the status: {0}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        stopping = true;
        wake.release();
    }

    @Override
    public void refused(String why) {
        refusal = "newer settings are not used: " + why;
        wake.release();
    }

    @Override
    public void close() {
        opened.close();
    }
}
