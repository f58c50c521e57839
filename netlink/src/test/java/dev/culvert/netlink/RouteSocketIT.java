package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteSocketIT {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");

    private final String name = "rs" + COUNT.incrementAndGet();
    private NetworkNamespace namespace;
    private RouteSocket routes;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create(name);
        routes = namespace.call(RouteSocket::new);
        routes.createLink(NewLink.Veth.of("net1", "far1"));
        routes.setUp("net1");
        routes.setUp("far1");
        routes.addAddress(Address.of("192.168.24.1/24", "net1"));
        routes.addAddress(Address.of("fd00::1/64", "net1").with(Address.Flag.NODAD));
    }

    @AfterEach
    void close() {
        routes.close();
        namespace.close();
        NetworkNamespace.delete(name);
    }

    private String ip(String arguments) throws Exception {
        return Programs.output(namespace, "ip " + arguments);
    }

    @Test
    void aVethPairIsMadeUpAndTakenAway() throws Exception {
        try (NetworkNamespace other = NetworkNamespace.create(name + "b");
                RouteSocket there = other.call(RouteSocket::new)) {
            routes.createLink(
                    NewLink.Veth.of("a", "b", other).withMtu(1400).withMacs(MAC, MacAddress.of("02:00:00:00:00:08")));
            routes.setUp("a");
            there.setUp("b");
            assertThat(ip("-j link show dev a"))
                    .contains("\"mtu\":1400", "\"address\":\"02:00:00:00:00:07\"", "\"UP\"");
            assertThat(there.link("b").orElseThrow())
                    .returns(true, Link::up)
                    .returns(true, Link::carrier)
                    .returns(1400, Link::mtu)
                    .returns("veth", Link::kind)
                    .returns(Optional.of(MacAddress.of("02:00:00:00:00:08")), Link::mac);
            routes.setMtu("a", 1300);
            routes.setDown("a");
            routes.rename("a", "c");
            assertThat(routes.link("a")).isEmpty();
            assertThat(routes.link("c").orElseThrow()).returns(1300, Link::mtu).returns(false, Link::up);
            routes.moveTo("c", other);
            assertThat(there.link("c")).isPresent();
            there.deleteLink("c");
            assertThat(there.links()).extracting(Link::name).containsExactly("lo");
        } finally {
            NetworkNamespace.delete(name + "b");
        }
    }

    @Test
    void bridgesAndVxlanDevicesAndTheirForwardingTables() throws Exception {
        routes.createLink(new NewLink.Bridge("br0", Optional.of(Duration.ofSeconds(60)), 0, Optional.empty()));
        routes.createLink(NewLink.Vxlan.of("vx0", 42, 4789)
                .withLocal(IpPrefix.address("192.168.24.1"))
                .withUnderlay("net1")
                .withAgeing(Duration.ZERO)
                .withMtu(1400)
                .withMac(MAC));
        routes.setMaster("vx0", Optional.of("br0"));
        assertThat(ip("-d -j link show dev vx0"))
                .contains(
                        "\"master\":\"br0\"",
                        "\"id\":42",
                        "\"port\":4789",
                        "\"ageing\":4294967",
                        "\"local\":\"192.168.24.1\"");
        assertThat(ip("-d -j link show dev br0")).contains("\"ageing_time\":6000");
        Link vxlan = routes.link("vx0").orElseThrow();
        assertThat(vxlan.vxlan().orElseThrow())
                .returns(42, Link.VxlanInfo::id)
                .returns(4294967, Link.VxlanInfo::ageingSeconds)
                .returns(true, Link.VxlanInfo::learning);
        assertThat(vxlan.master()).hasValue(routes.link("br0").orElseThrow().index());
        routes.setMaster("vx0", Optional.empty());
        assertThat(routes.link("vx0").orElseThrow().master()).isEmpty();

        FdbEntry first =
                FdbEntry.vxlan(FdbEntry.FLOOD, "vx0", IpPrefix.address("192.168.24.2"), FdbEntry.Lifetime.PERMANENT);
        FdbEntry second =
                FdbEntry.vxlan(FdbEntry.FLOOD, "vx0", IpPrefix.address("192.168.24.3"), FdbEntry.Lifetime.PERMANENT);
        FdbEntry dynamic = FdbEntry.vxlan(
                MacAddress.of("02:00:00:00:00:09"), "vx0", IpPrefix.address("192.168.24.2"), FdbEntry.Lifetime.DYNAMIC);
        routes.appendFdb(first);
        routes.appendFdb(second);
        routes.replaceFdb(dynamic);
        assertThat(routes.fdb()).contains(first, second, dynamic);
        assertThat(Programs.output(namespace, "bridge fdb show dev vx0"))
                .contains(
                        "00:00:00:00:00:00 dst 192.168.24.3 self permanent", "02:00:00:00:00:09 dst 192.168.24.2 self");
        routes.deleteFdb(first);
        assertThat(routes.fdb()).doesNotContain(first).contains(second);
    }

    @Test
    void aMacvlanOfALinkAndAKindThisKernelLacks() throws Exception {
        routes.createLink(NewLink.Macvlan.of("mv0", "net1", NewLink.Macvlan.Mode.BRIDGE));
        assertThat(ip("-d -j link show dev mv0")).contains("\"mode\":\"bridge\"", "\"link\":\"net1\"");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.createLink(new NewLink.Wireguard("wg0")))
                .withMessageStartingWith("ip link add wg0 type wireguard: EOPNOTSUPP")
                .matches(refused -> refused.is(Errno.EOPNOTSUPP));
    }

    @Test
    void aLinksIpv4SettingsAreSetWithoutProcSys() throws Exception {
        routes.setIpv4("net1", Map.of(Ipv4Setting.FORWARDING, 1, Ipv4Setting.RP_FILTER, 2));
        assertThat(routes.link("net1").orElseThrow().ipv4())
                .containsEntry(Ipv4Setting.FORWARDING, 1)
                .containsEntry(Ipv4Setting.RP_FILTER, 2);
        assertThat(routes.links())
                .filteredOn(link -> link.name().equals("far1"))
                .allSatisfy(other -> assertThat(other.ipv4()).containsEntry(Ipv4Setting.FORWARDING, 0));
        assertThat(namespace.call(() -> Sysctl.read("net.ipv4.conf.net1.rp_filter")))
                .isEqualTo("2");
    }

    @Test
    void addressesAreAddedListedAndTaken() throws Exception {
        Address address = Address.of("10.1.2.3/16", "net1");
        routes.addAddress(address);
        routes.replaceAddress(address);
        assertThat(routes.addresses())
                .contains(address, Address.of("fd00::1/64", "net1").with(Address.Flag.NODAD));
        assertThat(ip("-4 -j address show dev net1")).contains("\"local\":\"10.1.2.3\",\"prefixlen\":16");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.addAddress(address))
                .matches(refused -> refused.is(Errno.EEXIST))
                .withMessageStartingWith("ip address add 10.1.2.3/16 dev net1: EEXIST");
        routes.deleteAddress(address);
        assertThat(ip("-4 -j address show dev net1")).doesNotContain("10.1.2.3");
    }

    @Test
    void neighboursAreReplacedAndDeleted() throws Exception {
        Neighbour neighbour = Neighbour.permanent(IpPrefix.address("192.168.24.9"), "net1", MAC);
        Neighbour six = Neighbour.permanent(IpPrefix.address("fd00::9"), "net1", MAC);
        routes.replaceNeighbour(neighbour);
        routes.replaceNeighbour(six);
        assertThat(routes.neighbours()).contains(neighbour, six);
        assertThat(ip("neighbour show dev net1"))
                .contains(
                        "192.168.24.9 lladdr 02:00:00:00:00:07 PERMANENT",
                        "fd00::9 lladdr 02:00:00:00:00:07 PERMANENT");
        routes.deleteNeighbour(neighbour);
        assertThat(routes.neighbours()).doesNotContain(neighbour).contains(six);
    }

    @Test
    void routesOfEveryShapeComeBackAsTheyWereGiven() throws Exception {
        List<Route> wanted = List.of(
                Route.toDefault(Family.IPV4)
                        .via("192.168.24.254")
                        .dev("net1")
                        .withTable(101)
                        .withMetric(10),
                Route.to("10.0.0.0/8")
                        .via("192.168.24.253")
                        .dev("net1")
                        .withMtu(1300)
                        .withProtocol(77),
                Route.to("172.16.0.9").dev("net1").withSource(IpPrefix.address("192.168.24.1")),
                Route.to("10.9.0.0/16")
                        .via("172.31.0.1")
                        .dev("net1")
                        .withOnlink()
                        .withTable(5000),
                Route.toDefault(Family.IPV4)
                        .withType(Route.Type.UNREACHABLE)
                        .withTable(101)
                        .withMetric(1000),
                Route.to("10.8.0.0/16")
                        .withHops(List.of(
                                Route.Hop.via(IpPrefix.address("192.168.24.2"), "net1", 1),
                                Route.Hop.via(IpPrefix.address("192.168.24.3"), "net1", 20))),
                Route.toDefault(Family.IPV6).via("fd00::254").dev("net1").withTable(101),
                Route.toDefault(Family.IPV6).withType(Route.Type.BLACKHOLE).withTable(102),
                Route.to("fd01::/64")
                        .withHops(List.of(
                                Route.Hop.via(IpPrefix.address("fd00::2"), "net1", 1),
                                Route.Hop.via(IpPrefix.address("fd00::3"), "net1", 2))));
        wanted.forEach(routes::addRoute);
        assertThat(routes.routes()).containsAll(wanted);
        assertThat(ip("route show table 101"))
                .contains("default via 192.168.24.254 dev net1 metric 10", "unreachable default metric 1000");
        wanted.forEach(routes::replaceRoute);
        wanted.forEach(routes::deleteRoute);
        assertThat(routes.routes()).doesNotContainAnyElementsOf(wanted);
    }

    /** What toString prints must be what ip takes, so ip itself makes each route and rule from the text. */
    @Test
    void ipTakesWhatIsPrinted() throws Exception {
        List<Route> printed = List.of(
                Route.toDefault(Family.IPV4)
                        .via("192.168.24.254")
                        .dev("net1")
                        .withTable(101)
                        .withMetric(10)
                        .withMtu(1300),
                Route.to("10.9.0.0/16")
                        .via("172.31.0.1")
                        .dev("net1")
                        .withOnlink()
                        .withProtocol(77),
                Route.to("10.8.0.0/16")
                        .withHops(List.of(
                                Route.Hop.via(IpPrefix.address("192.168.24.2"), "net1", 1),
                                Route.Hop.via(IpPrefix.address("192.168.24.3"), "net1", 20))));
        for (Route route : printed) {
            ip("route add " + route);
        }
        assertThat(routes.routes()).containsAll(printed);
        Rule rule = Rule.of(Family.IPV4, 1001, 101)
                .withMark(1, 0xff)
                .withIif("net1")
                .withIpProtocol(6)
                .withDestinationPorts(80, 90)
                .inverted();
        ip("rule add " + rule);
        assertThat(routes.rules()).contains(rule);
        ip("neighbour add " + Neighbour.permanent(IpPrefix.address("192.168.24.9"), "net1", MAC));
        ip("link add "
                + NewLink.Vxlan.of("vx9", 9, 4789)
                        .withUnderlay("net1")
                        .withAgeing(Duration.ZERO)
                        .withMac(MAC));
        assertThat(routes.link("vx9").orElseThrow().mac()).contains(MAC);
    }

    @Test
    void rulesComeBackAsTheyWereGiven() throws Exception {
        List<Rule> wanted = List.of(
                Rule.of(Family.IPV4, 1001, 101).withMark(1, 0xff),
                Rule.of(Family.IPV4, 1002, 5000).withMark(7).withIif("net1").from(IpPrefix.of("10.0.0.0/8")),
                Rule.of(Family.IPV4, 1003, Rule.Action.UNREACHABLE)
                        .to(IpPrefix.of("10.9.0.0/16"))
                        .withOif("far1"),
                Rule.of(Family.IPV4, 1004, 254).suppressing(0).inverted(),
                Rule.of(Family.IPV6, 1005, 101)
                        .withIpProtocol(17)
                        .withSourcePorts(53, 53)
                        .withProtocol(77));
        wanted.forEach(routes::addRule);
        assertThat(routes.rules())
                .containsAll(wanted)
                .contains(Rule.of(Family.IPV4, 0, 255).withProtocol(2));
        assertThat(ip("rule show")).contains("1001:\tfrom all fwmark 0x1/0xff lookup 101");
        wanted.forEach(routes::deleteRule);
        assertThat(routes.rules()).doesNotContainAnyElementsOf(wanted);
    }

    @Test
    void nexthopsAndResilientGroups() throws Exception {
        Nexthop one = Nexthop.via(1, IpPrefix.address("192.168.24.2"), "net1");
        Nexthop two = Nexthop.via(2, IpPrefix.address("192.168.24.3"), "net1").withProtocol(77);
        Nexthop hole = Nexthop.blackhole(3, Family.IPV6);
        Nexthop group = Nexthop.group(9, List.of(new Nexthop.Member(1, 3), new Nexthop.Member(2, 1)))
                .withResilient(new Nexthop.Resilient(32, Duration.ofSeconds(60), Duration.ZERO));
        for (Nexthop nexthop : List.of(one, two, hole, group)) {
            routes.replaceNexthop(nexthop);
        }
        Route route = Route.to("10.7.0.0/16").withNexthop(9);
        routes.replaceRoute(route);
        assertThat(routes.nexthops())
                .contains(one, two, hole)
                .anySatisfy(found -> assertThat(found)
                        .returns(9, Nexthop::id)
                        .returns(group.group(), Nexthop::group)
                        .returns(group.resilient(), Nexthop::resilient));
        assertThat(routes.routes()).contains(route);
        assertThat(ip("nexthop show id 9")).contains("group 1,3/2", "type resilient", "buckets 32");
        routes.deleteNexthop(group);
        assertThat(routes.routes()).doesNotContain(route);
    }

    @Test
    void refusalsCarryTheKernelsWords() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() ->
                        routes.addRoute(Route.to("10.0.0.0/8").via("8.8.8.8").dev("net1")))
                .withMessage("ip route add 10.0.0.0/8 via 8.8.8.8 dev net1: ENETUNREACH: Nexthop has invalid gateway");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.setUp("nothing"))
                .matches(refused -> refused.is(Errno.ENODEV))
                .withMessageStartingWith("ip link set dev nothing up: ENODEV");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.addRoute(Route.to("10.0.0.0/8").dev("nothing")))
                .withMessage("ip link show dev nothing: ENODEV");
    }
}
