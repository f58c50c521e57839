package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouteMonitorIT {
    private NetworkNamespace namespace;
    private RouteMonitor monitor;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create("mon");
        monitor = namespace.call(RouteMonitor::new);
    }

    @AfterEach
    void close() {
        monitor.close();
        namespace.close();
        NetworkNamespace.delete("mon");
    }

    private void expect(String command, Predicate<Notification> wanted) throws Exception {
        Programs.output(namespace, command);
        Optional<Notification> seen;
        do {
            seen = monitor.next(Duration.ofSeconds(10));
            assertThat(seen).as("told of: " + command).isPresent();
        } while (!wanted.test(seen.get()));
    }

    private static boolean isLink(Notification notification, String name) {
        return notification instanceof Notification.LinkChanged changed
                && changed.link().name().equals(name);
    }

    private static Link link(Notification notification) {
        return ((Notification.LinkChanged) notification).link();
    }

    private static boolean removed(Notification notification) {
        return notification instanceof Notification.LinkChanged changed && changed.removed();
    }

    @Test
    void tellsWhatOthersChange() throws Exception {
        expect("ip link add va type veth peer name vb", n -> isLink(n, "va") && !removed(n));
        expect("ip link set va up; ip link set vb up", n -> isLink(n, "vb") && link(n).up());
        Address address = Address.of("10.0.0.1/24", "va");
        expect("ip address add 10.0.0.1/24 dev va", new Notification.AddressChanged(address, false)::equals);
        Route route = Route.to("10.9.0.0/16").via("10.0.0.2").dev("va");
        expect("ip route add " + route, new Notification.RouteChanged(route, false)::equals);
        expect("ip route del " + route, new Notification.RouteChanged(route, true)::equals);
        Rule six = Rule.of(Family.IPV6, 77, 101);
        expect("ip -6 rule add " + six, new Notification.RuleChanged(six, false)::equals);
        expect("ip -6 rule del " + six, new Notification.RuleChanged(six, true)::equals);
        Neighbour neighbour =
                Neighbour.permanent(IpPrefix.address("10.0.0.9"), "va", MacAddress.of("02:00:00:00:00:09"));
        expect("ip neighbour add " + neighbour, new Notification.NeighbourChanged(neighbour, false)::equals);
        Nexthop nexthop = Nexthop.via(5, IpPrefix.address("10.0.0.2"), "va");
        expect("ip nexthop add " + nexthop, new Notification.NexthopChanged(nexthop, false)::equals);
        expect("ip address del 10.0.0.1/24 dev va", new Notification.AddressChanged(address, true)::equals);
        expect("ip link del va", n -> isLink(n, "va") && removed(n));
    }

    @Test
    void leavingABridgeIsNotTheEndOfTheLink() throws Exception {
        expect(
                "ip link add br0 type bridge; ip link add va type veth peer name vb; ip link set va master br0",
                n -> isLink(n, "va") && link(n).master().isPresent());
        Programs.output(namespace, "ip link set va nomaster; ip link add end type veth peer name end2");
        Optional<Notification> seen;
        do {
            seen = monitor.next(Duration.ofSeconds(10));
            assertThat(seen).isPresent();
            assertThat(seen.get()).matches(n -> !removed(n));
        } while (!isLink(seen.get(), "end"));
    }

    @Test
    void lossIsTold() throws Exception {
        // About a kilobyte each; more than the socket's room in all.
        Programs.output(
                namespace,
                "ip link add va type veth peer name vb; for i in $(seq 1 9000); do echo link set va mtu $((1000 + i % 2)); done"
                        + " > /run/batch; ip -batch /run/batch");
        Optional<Notification> seen;
        do {
            seen = monitor.next(Duration.ofSeconds(10));
            assertThat(seen).isPresent();
        } while (!(seen.get() instanceof Notification.Overrun));
    }

    @Test
    void waitsNoLongerThanAskedAndClosingEndsTheWait() throws Exception {
        while (monitor.next(Duration.ZERO).isPresent()) {}
        long start = System.nanoTime();
        assertThat(monitor.next(Duration.ofMillis(30))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(29), Duration.ofSeconds(5));
        Thread reader = Thread.ofPlatform().start(() -> monitor.next(Duration.ofMinutes(10)));
        monitor.close();
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
    }
}
