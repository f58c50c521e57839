package dev.culvert.lab.bench;

import dev.culvert.dataplane.FlowTable;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.RouterSpec;
import dev.culvert.dataplane.RouterSpec.NextHop;
import dev.culvert.dataplane.Shortcut;
import dev.culvert.dataplane.Steering;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.model.buckets.BucketTable;
import dev.culvert.model.buckets.Member;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.NetworkNamespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A client, a router and a sink, each a network namespace, on one wire (a veth with macvlans at its other end): client to
 * router to sink, and straight back by another. The sink is all gateways and all of the internet at once, so that the
 * router is what is measured.
 */
final class Bed implements AutoCloseable {
    static final String CLIENT = "192.168.24.1";
    static final String VIP = "192.168.27.129";
    static final String ROUTER = "192.168.27.1";

    /** What the sink answers for. */
    static final String INTERNET = "198.18.0.0/15";

    static final String REMOTE = "198.18.0.1";

    static final String NETWORK = "192.168.24.0/22";

    private final String name;
    private final int gateways;
    private Steering steering = Steering.CLOSED;

    private Bed(String name, int gateways) {
        this.name = name;
        this.gateways = gateways;
    }

    /** With a router that forwards nothing yet. */
    static Bed of(String name, int gateways) {
        var bed = new Bed(name, gateways);
        for (String host : List.of(bed.client(), bed.router(), bed.sink(), bed.wire())) {
            NetworkNamespace.create(host).close();
        }
        bed.lay();
        return bed;
    }

    private void lay() {
        String quiet = "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0\n";
        in(
                wire(),
                """
                ip link add x0 type veth peer name net1 netns ROUTERNS
                ip link set x0 up
                ip link add c0 link x0 netns CLIENTNS type macvlan mode bridge
                ip link add s0 link x0 netns SINKNS type macvlan mode bridge
                """.replace("ROUTERNS", router()).replace("CLIENTNS", client()).replace("SINKNS", sink()));
        in(client(), quiet + """
                ip link add c1 type veth peer name s1 netns SINKNS
                ip link set c0 up && ip link set c1 up
                ip address add CLIENT/32 dev c0
                ip route add VIP dev c0
                ip route add default via VIP dev c0 mtu 1400
                """.replace("SINKNS", sink()));
        in(router(), quiet + """
                ip link set net1 up
                ip address add ROUTER/32 dev net1
                ip route add CLIENT dev net1
                ip route add 192.168.26.0/24 dev net1
                """);
        in(
                sink(),
                quiet + """
                ip link set s0 up && ip link set s1 up
                ip route add ROUTER dev s0
                ip route add CLIENT dev s1
                ip route add local INTERNET dev lo
                """
                        + ids().mapToObj(id -> "ip address add " + gateway(id) + "/32 dev s0\n")
                                .collect(Collectors.joining()));
    }

    private static void in(String host, String script) {
        Programs.require(
                HostEntry.shell(host),
                script.replace("CLIENT", CLIENT)
                        .replace("VIP", VIP)
                        .replace("ROUTER", ROUTER)
                        .replace("INTERNET", INTERNET));
    }

    String client() {
        return name + "-client";
    }

    String router() {
        return name + "-router";
    }

    String sink() {
        return name + "-sink";
    }

    private String wire() {
        return name + "-wire";
    }

    IntStream ids() {
        return IntStream.rangeClosed(1, gateways);
    }

    static String gateway(int id) {
        return "192.168.26." + id;
    }

    RouterSpec spec() {
        return new RouterSpec(
                "net1",
                Prefix.parse(NETWORK),
                "eth0",
                PrefixSet.parse("10.0.0.0/8"),
                List.of(1),
                List.of(),
                ids().mapToObj(id -> new NextHop(id, IpAddress.parse(gateway(id))))
                        .toList(),
                Optional.empty(),
                Optional.empty());
    }

    /** Makes the router one of ours, which sends flows to all gateways. */
    Bed culvert() {
        in(router(), """
                ip link add vip1 link net1 address 00:00:5e:00:01:01 type macvlan mode private
                ip link set vip1 up
                ip address add VIP/32 dev vip1
                """);
        in(router(), kernel -> {
            kernel.bringTo(RouterPlan.of(spec()));
            kernel.bringTo(Shortcut.table(spec()));
        });
        within(router(), () -> {
            try (var flows = new FlowTable()) {
                flows.shortcut(true);
            }
            return true;
        });
        var _ = steer(id -> true, Set.of());
        return this;
    }

    /** Makes the router one that the kernel's own multipath route, by layer 4, leads to the gateways of these ids. */
    Bed multipath(IntPredicate alive) {
        in(
                router(),
                """
                sysctl -qw net.ipv4.ip_forward=1 net.ipv4.fib_multipath_hash_policy=1
                sysctl -qw net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.net1.send_redirects=0
                ip address replace VIP/32 dev net1
                ip route replace default"""
                        + ids().filter(alive)
                                .mapToObj(id -> " nexthop via " + gateway(id) + " dev net1")
                                .collect(Collectors.joining())
                        + "\n");
        return this;
    }

    /** Lets the sink drop what {@link Blast} sends, uncounted by any socket. */
    Bed deaf() {
        in(
                sink(),
                "nft add table ip deaf\n"
                        + "nft 'add chain ip deaf in { type filter hook prerouting priority raw; }'\n"
                        + "nft add rule ip deaf in udp dport %d-%d drop\n"
                                .formatted(Blast.FIRST_PORT, Blast.LAST_PORT));
        return this;
    }

    /** Packets that came to the sink by way of the router. */
    long arrived() {
        return within(sink(), () -> {
            // "net" of the process is that of its first thread; this is the thread's own.
            return Long.parseLong(Files.readString(Path.of("/proc/thread-self/net/dev"))
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("s0:"))
                    .findFirst()
                    .orElseThrow()
                    .split("\\s+", 4)[2]);
        });
    }

    /** Which gateways take new flows, and which have just been lost. */
    Steering steer(IntPredicate alive, Set<Integer> lost) {
        BucketTable table = BucketTable.of(
                ids().filter(alive)
                        .mapToObj(id -> new Member("gateway-" + id, id))
                        .toList(),
                RouterPlan.BUCKETS);
        var next = new Steering(table.marks(), lost);
        within(router(), () -> {
            try (var flows = new FlowTable()) {
                flows.steer(steering, next);
            }
            return next;
        });
        steering = next;
        return next;
    }

    /** Work in the namespace of {@code host}. */
    static <T> T within(String host, Callable<T> work) {
        try (NetworkNamespace namespace = NetworkNamespace.open(host)) {
            return namespace.call(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(host, e);
        }
    }

    private static void in(String host, Consumer<Kernel> work) {
        within(host, () -> {
            try (var kernel = new Kernel()) {
                work.accept(kernel);
            }
            return host;
        });
    }

    @Override
    public void close() {
        List.of(client(), router(), sink(), wire()).forEach(NetworkNamespace::delete);
    }
}
