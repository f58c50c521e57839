package dev.culvert.dataplane;

import dev.culvert.dataplane.Change.AddAddress;
import dev.culvert.dataplane.Change.AddRule;
import dev.culvert.dataplane.Change.AppendFdb;
import dev.culvert.dataplane.Change.DeleteFdb;
import dev.culvert.dataplane.Change.DeleteLink;
import dev.culvert.dataplane.Change.DeleteRoute;
import dev.culvert.dataplane.Change.DeleteRule;
import dev.culvert.dataplane.Change.MakeLink;
import dev.culvert.dataplane.Change.ReplaceFdb;
import dev.culvert.dataplane.Change.RunNft;
import dev.culvert.dataplane.Change.SetLink;
import dev.culvert.dataplane.Change.SetMaster;
import dev.culvert.dataplane.Change.SetNeighbour;
import dev.culvert.dataplane.Change.SetRoute;
import dev.culvert.dataplane.Change.SetSysctl;
import dev.culvert.dataplane.Change.SetUp;
import dev.culvert.dataplane.NamespacePlan.Sysctl;
import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.ConntrackSocket;
import dev.culvert.netlink.Errno;
import dev.culvert.netlink.Family;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.Nftables;
import dev.culvert.netlink.NftablesException;
import dev.culvert.netlink.Route;
import dev.culvert.netlink.RouteSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and changes the namespace of the thread that opened it. For one thread. */
public final class Kernel implements AutoCloseable {
    /** How strictly the sources of packets are checked on all links: a node's choice that its pods inherit. */
    static final String RP_FILTER = "net/ipv4/conf/all/rp_filter";

    private static final System.Logger LOG = System.getLogger("culvert.kernel");
    private static final Path SYSCTLS = Path.of("/proc/sys");

    private final RouteSocket route = new RouteSocket();
    private final Nftables nft = new Nftables();
    private final Set<Change> unavailable = new HashSet<>();

    /** What is there now, as far as the plan asks. */
    public Observed observe(NamespacePlan plan) {
        var tables = new ArrayList<NftTable>();
        for (NftTable wanted : plan.tables()) {
            table(wanted).ifPresent(tables::add);
        }
        plan.passages().stream().map(Passage::path).distinct().forEach(path -> {
            String[] names = path.split(" ", 2);
            table(names[0], names[1]).ifPresent(tables::add);
        });
        return new Observed(
                tables,
                sysctls(plan),
                route.links(),
                plan.addresses().isEmpty() ? List.of() : route.addresses(),
                plan.neighbours().isEmpty() ? List.of() : route.neighbours(),
                plan.fdb().isEmpty() ? List.of() : route.fdb(),
                route.rules(),
                route.routes());
    }

    private Optional<NftTable> table(NftTable wanted) {
        return table(wanted.family(), wanted.name());
    }

    private Optional<NftTable> table(String family, String name) {
        try {
            return Optional.of(NftTable.parse(nft.listTable(family, name)));
        } catch (NftablesException refused) {
            if (nft.tables(family).contains(name)) {
                // Taken for missing, it would be made a second time into what stands.
                throw refused;
            }
            return Optional.empty();
        }
    }

    private static Map<String, String> sysctls(NamespacePlan plan) {
        var values = new HashMap<String, String>();
        for (Sysctl sysctl : plan.sysctls()) {
            read(sysctl.path()).ifPresent(value -> values.put(sysctl.path(), value));
        }
        if (!plan.settings().isEmpty()) {
            read(RP_FILTER).ifPresent(value -> values.put(RP_FILTER, value));
        }
        return values;
    }

    /** Empty for the setting of a module that is not there. */
    private static Optional<String> read(String sysctl) {
        try {
            return Optional.of(Files.readString(SYSCTLS.resolve(sysctl)).strip());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /**
     * Brings the namespace to the plan and tells what it took; nothing if all was as it should be, but for settings of the kernel
     * that cannot be had here, of which one line is logged.
     *
     * @throws NetlinkException or NftablesException at the first step that the kernel refuses; the steps before it stand
     */
    public List<Change> bringTo(NamespacePlan plan) {
        List<Change> changes = Changes.between(plan, observe(plan)).stream()
                .filter(change -> !unavailable.contains(change))
                .toList();
        List<Change> done = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof SetSysctl(Sysctl sysctl) && !written(sysctl)) {
                unavailable.add(change);
            } else {
                apply(change);
                done.add(change);
            }
        }
        return List.copyOf(done);
    }

    /** Brings one table to what it should be; the change it took, if any. */
    public Optional<Change> bringTo(NftTable wanted) {
        Optional<Change> change = Changes.table(wanted, table(wanted));
        change.ifPresent(this::apply);
        return change;
    }

    /** Takes one step. */
    public void apply(Change change) {
        switch (change) {
            case RunNft(String commands) -> nft.run(commands);
            case SetSysctl(Sysctl sysctl) -> written(sysctl);
            case SetLink(LinkSettings wanted) -> route.setIpv4(wanted.link(), wanted.values());
            case MakeLink(var link, int group) -> route.createLink(link, group);
            case SetMaster(String link, String bridge) -> route.setMaster(link, Optional.of(bridge));
            case DeleteLink(String link) -> route.deleteLink(link);
            case SetUp(String link) -> route.setUp(link);
            case AddAddress(var address) -> route.replaceAddress(address);
            case SetNeighbour(var neighbour) -> route.replaceNeighbour(neighbour);
            case AppendFdb(var entry) -> route.appendFdb(entry);
            case ReplaceFdb(var entry) -> route.replaceFdb(entry);
            case DeleteFdb(var entry) -> gone(() -> route.deleteFdb(entry));
            case AddRule(var rule) -> route.addRule(rule);
            case DeleteRule(var rule) -> gone(() -> route.deleteRule(rule));
            case SetRoute(var wanted) -> route.replaceRoute(wanted);
            case DeleteRoute(Route unwanted) -> gone(() -> route.deleteRoute(unwanted));
        }
    }

    /**
     * Forgets flows that are stale, so that their next packets are led as new flows' are. Returns how many there were.
     *
     * @throws NetlinkException if the kernel does not list flows
     */
    public int forgetStale(InboundFlows flows) {
        var stale = new ArrayList<ConntrackSocket.Entry>();
        try (var tracked = new ConntrackSocket()) {
            tracked.forEach(Family.IPV4, flow -> {
                if (flows.isStale(flow)) {
                    stale.add(flow);
                }
            });
            stale.forEach(flow -> tracked.delete(flow.original()));
        }
        return stale.size();
    }

    /** Deletes what may have gone by itself, as routes do with their link. */
    private static void gone(Runnable delete) {
        try {
            delete.run();
        } catch (NetlinkException e) {
            if (!e.is(Errno.ESRCH) && !e.is(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    /** In a pod without a writable /proc/sys what is merely better is not to be had. */
    private static boolean written(Sysctl sysctl) {
        try {
            Files.writeString(SYSCTLS.resolve(sysctl.path()), sysctl.value());
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "without {0}: /proc/sys cannot be written here", sysctl);
            return false;
        }
    }

    /** nftables of this namespace, for what changes more often than a plan. */
    public Nftables nftables() {
        return nft;
    }

    /** rtnetlink of this namespace. */
    public RouteSocket route() {
        return route;
    }

    @Override
    public void close() {
        nft.close();
        route.close();
    }
}
