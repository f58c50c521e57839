package dev.culvert.lab.bench;

import dev.culvert.dataplane.ClientPlan;
import dev.culvert.dataplane.FlowTable;
import dev.culvert.dataplane.GatewayPlan;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.LocalWays;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.dataplane.PortForward;
import dev.culvert.dataplane.RouterPlan;
import dev.culvert.dataplane.RouterSpec;
import dev.culvert.dataplane.Shortcut;
import dev.culvert.dataplane.Steering;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.process.Programs;
import dev.culvert.model.buckets.BucketTable;
import dev.culvert.model.buckets.Member;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.NetworkNamespace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Remotes, a gateway, a router and clients, each a network namespace: remotes to gateway by a link where a tunnel would be, and
 * on a bridge to the clients; their answers by the router to the gateway and back. One namespace is all remotes, one all clients.
 */
final class InboundBed implements AutoCloseable {
    /** The tunnel's inner address. */
    static final String ADDRESS = "100.64.1.2";

    /** Addresses of remotes. */
    static final String INTERNET = "198.18.0.0/15";

    static final int CLIENTS = 8;

    /** What {@link Arrivals} hears. */
    static final int DATAGRAMS = 51_413;

    private static final int HEARTBEAT = 8250;
    private static final int MARK = 51_820;
    private static final String GATEWAY = "192.168.26.1";
    private static final PrefixSet LOCAL = PrefixSet.parse("10.0.0.0/8");

    private final String name;

    private InboundBed(String name) {
        this.name = name;
    }

    /** With a gateway, a router and clients that know of nothing yet. */
    static InboundBed of(String name) {
        var bed = new InboundBed(name);
        bed.hosts().forEach(host -> NetworkNamespace.create(host).close());
        bed.lay();
        return bed;
    }

    private void lay() {
        String quiet = "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0\n";
        in(
                wire(),
                "ip link add br0 type bridge && ip link set br0 up\n"
                        + List.of(gateway(), router(), clients()).stream()
                                .map(host -> """
                                ip link add HOST type veth peer name net1 netns HOST
                                ip link set HOST master br0 up
                                """.replace("HOST", host))
                                .collect(Collectors.joining()));
        in(gateway(), quiet + """
                ip link add wg1 type veth peer name t0 netns REMOTES
                ip link set wg1 up && ip link set net1 up
                ip address add ADDRESS/32 dev wg1
                ip address add GATEWAY/22 dev net1
                """.replace("REMOTES", remotes()));
        in(remotes(), quiet + """
                ip link set t0 up
                ip route add local INTERNET dev lo
                ip route add ADDRESS dev t0 src 198.18.0.1
                """);
        in(router(), quiet + """
                ip link set net1 up
                ip address add ROUTER/22 dev net1
                """);
        in(
                clients(),
                quiet + "ip link set net1 up\n"
                        + addresses()
                                .map(address -> "ip address add " + address + "/22 dev net1\n")
                                .collect(Collectors.joining())
                        + "ip route add default via VIP dev net1\n");
    }

    private static void in(String host, String script) {
        Programs.require(
                HostEntry.shell(host),
                script.replace("GATEWAY", GATEWAY)
                        .replace("ROUTER", Bed.ROUTER)
                        .replace("VIP", Bed.VIP)
                        .replace("INTERNET", INTERNET)
                        .replace("ADDRESS", ADDRESS));
    }

    /** Makes gateway, router and clients ours: ports lead to all clients. */
    InboundBed culvert() {
        forward(client -> true);
        plan(clients(), ClientPlan.attached("net1", "eth0", LOCAL));
        in(router(), """
                ip link add vip1 link net1 address 00:00:5e:00:01:01 type macvlan mode private
                ip link set vip1 up
                ip address add VIP/32 dev vip1
                """);
        var spec = new RouterSpec(
                "net1",
                Prefix.parse(Bed.NETWORK),
                "eth0",
                LOCAL,
                List.of(1),
                List.of(),
                List.of(new RouterSpec.NextHop(1, IpAddress.parse(GATEWAY))),
                Optional.empty(),
                Optional.empty());
        plan(router(), RouterPlan.of(spec));
        var _ = Bed.within(router(), () -> {
            try (var kernel = new Kernel();
                    var flows = new FlowTable()) {
                kernel.bringTo(Shortcut.table(spec));
                flows.shortcut(true);
                flows.steer(
                        Steering.CLOSED,
                        new Steering(
                                BucketTable.of(List.of(new Member("gateway-1", 1)), RouterPlan.BUCKETS)
                                        .marks(),
                                Set.of()));
            }
            return true;
        });
        return this;
    }

    /** Lets our gateway's ports lead to those of the clients, which are numbered from 1. */
    void forward(IntPredicate ready) {
        List<IpAddress> to = IntStream.rangeClosed(1, CLIENTS)
                .filter(ready)
                .mapToObj(client -> IpAddress.parse(client(client)))
                .toList();
        plan(
                gateway(),
                GatewayPlan.open(new GatewaySpec(
                        "net1",
                        Prefix.parse(Bed.NETWORK),
                        "eth0",
                        LOCAL,
                        LocalWays.MAIN,
                        "wg1",
                        Set.of(Family.IPV4),
                        List.of(),
                        MARK,
                        HEARTBEAT,
                        OptionalInt.empty(),
                        Optional.empty(),
                        new GatewaySpec.Inbound(
                                1,
                                List.of(
                                        new PortForward(PortForward.Transport.UDP, DATAGRAMS, DATAGRAMS, to),
                                        new PortForward(PortForward.Transport.TCP, Iperf.PORT, Iperf.PORT, to),
                                        new PortForward(
                                                PortForward.Transport.TCP, Connections.PORT, Connections.PORT, to))),
                        Optional.empty(),
                        List.of())));
    }

    private static void plan(String host, NamespacePlan plan) {
        var _ = Bed.within(host, () -> {
            try (var kernel = new Kernel()) {
                return kernel.bringTo(plan);
            }
        });
    }

    /** Makes them the peer's: an ordinary dnat to the first client, and routes. */
    InboundBed plain() {
        String router =
                "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.net1.send_redirects=0\n";
        in(gateway(), router + """
                ip route add default dev wg1
                nft add table ip plain
                nft 'add chain ip plain pre { type nat hook prerouting priority dstnat; }'
                nft add rule ip plain pre iifname wg1 tcp dport { %d, %d } dnat to %s
                """.formatted(Iperf.PORT, Connections.PORT, client(1)));
        in(router(), router + """
                ip address add VIP/32 dev net1
                ip route add default via GATEWAY dev net1
                """);
        return this;
    }

    private List<String> hosts() {
        return List.of(remotes(), gateway(), router(), clients(), wire());
    }

    String remotes() {
        return name + "-remotes";
    }

    String clients() {
        return name + "-clients";
    }

    private String gateway() {
        return name + "-gateway";
    }

    private String router() {
        return name + "-router";
    }

    private String wire() {
        return name + "-wire";
    }

    static String client(int number) {
        return "192.168.24." + number;
    }

    private static Stream<String> addresses() {
        return IntStream.rangeClosed(1, CLIENTS).mapToObj(InboundBed::client);
    }

    @Override
    public void close() {
        hosts().forEach(NetworkNamespace::delete);
    }
}
