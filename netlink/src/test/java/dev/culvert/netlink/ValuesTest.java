package dev.culvert.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values print what an operator types; the kernel tests feed the same texts to ip itself. */
class ValuesTest {
    @Test
    void routes() {
        assertThat(Route.toDefault(Family.IPV4)
                        .via("192.168.24.254")
                        .dev("net1")
                        .withTable(101)
                        .withMetric(10))
                .hasToString("default via 192.168.24.254 dev net1 table 101 metric 10");
        assertThat(Route.to("10.0.0.0/8").withType(Route.Type.UNREACHABLE).withProtocol(77))
                .hasToString("unreachable 10.0.0.0/8 proto 77");
        assertThat(Route.to("fd00::/64")
                        .via("fe80::1")
                        .dev("net1")
                        .withMtu(1280)
                        .withOnlink())
                .hasToString("fd00::/64 via fe80::1 dev net1 metric 1024 onlink mtu 1280");
        assertThat(Route.to("10.0.0.1")
                        .withHops(List.of(
                                Route.Hop.via(IpPrefix.address("10.1.0.1"), "a", 1),
                                Route.Hop.via(IpPrefix.address("10.1.0.2"), "b", 3))))
                .hasToString("10.0.0.1 nexthop via 10.1.0.1 dev a weight 1 nexthop via 10.1.0.2 dev b weight 3");
        assertThat(Route.to("10.0.0.0/8").withNexthop(9)).hasToString("10.0.0.0/8 nhid 9");
    }

    @Test
    void rules() {
        assertThat(Rule.of(Family.IPV4, 1001, 101).withMark(1, 0xff))
                .hasToString("from all fwmark 0x1/0xff lookup 101 pref 1001");
        assertThat(Rule.of(Family.IPV4, 5, Rule.Action.UNREACHABLE)
                        .from(IpPrefix.of("10.0.0.0/8"))
                        .withIif("net1")
                        .inverted())
                .hasToString("not from 10.0.0.0/8 iif net1 unreachable pref 5");
        assertThat(Rule.of(Family.IPV6, 5, Route.MAIN).suppressing(0))
                .hasToString("from all lookup main suppress_prefixlength 0 pref 5");
    }

    @Test
    void addressesNeighboursAndForwardingEntries() {
        MacAddress mac = MacAddress.of("02:00:00:00:00:01");
        assertThat(Address.of("fd00::1/64", "net1").with(Address.Flag.NODAD)).hasToString("fd00::1/64 dev net1 nodad");
        assertThat(Address.of("127.0.0.1/8", "lo")).hasToString("127.0.0.1/8 dev lo scope host");
        assertThat(Address.of("10.0.0.1/32", "t").withPeer(IpPrefix.address("10.0.0.2")))
                .hasToString("10.0.0.1 peer 10.0.0.2/32 dev t");
        assertThat(Neighbour.permanent(IpPrefix.address("10.0.0.2"), "net1", mac))
                .hasToString("10.0.0.2 dev net1 lladdr 02:00:00:00:00:01 nud permanent");
        assertThat(FdbEntry.vxlan(mac, "vx0", IpPrefix.address("10.0.0.2"), FdbEntry.Lifetime.EXTERNAL))
                .hasToString("02:00:00:00:00:01 dev vx0 dst 10.0.0.2 self extern_learn");
        assertThat(FdbEntry.bridge(mac, "port", FdbEntry.Lifetime.STATIC))
                .hasToString("02:00:00:00:00:01 dev port master static");
    }

    @Test
    void nexthopsAndNewLinks() {
        assertThat(Nexthop.group(9, List.of(new Nexthop.Member(1, 3), new Nexthop.Member(2, 1)))
                        .withResilient(new Nexthop.Resilient(32, Duration.ofSeconds(60), Duration.ZERO)))
                .hasToString("id 9 group 1,3/2 type resilient buckets 32 idle_timer 60 unbalanced_timer 0");
        assertThat(Nexthop.via(1, IpPrefix.address("10.0.0.2"), "a")).hasToString("id 1 via 10.0.0.2 dev a");
        assertThat(NewLink.Veth.of("a", "b").withMtu(1400)).hasToString("a mtu 1400 type veth peer name b");
        assertThat(NewLink.Vxlan.of("vx0", 42, 4789).withUnderlay("eth0").withoutLearning())
                .hasToString("vx0 type vxlan id 42 dstport 4789 dev eth0 nolearning");
        assertThatIllegalArgumentException().isThrownBy(() -> new Nexthop.Member(1, 0));
    }
}
