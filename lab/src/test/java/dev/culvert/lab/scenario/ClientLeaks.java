package dev.culvert.lab.scenario;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Routing;
import dev.culvert.netlink.MacAddress;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a client tries, and whatever it loses, nothing of it reaches the uplink: client-1 has its lock, client-2 is
 * the control without one. There is no policy engine in the laboratory, so all that holds is the lock in the pod.
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ClientLeaks {
    private static final String WAY_GONE = "for link in net1 vxlan0 wgc1; do ip link del $link; done";

    private final Routing routing;
    private Lab lab;
    private Uplink uplink;

    ClientLeaks(Routing routing) {
        this.routing = routing;
    }

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults().withExits(2).withRouting(routing));
        uplink = new Uplink(lab);
        Hands.unlock(lab, "client-2");
    }

    final Lab lab() {
        return lab;
    }

    final Uplink uplink() {
        return uplink;
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @Order(1)
    @ParameterizedTest
    @EnumSource
    @Proves({"L17", "L19", "L20", "L21"})
    void whatEscapesWithoutTheLockStaysInsideWithIt(Attempt attempt) {
        uplink.assertNothingLeaksBy(() -> attempt.make(lab, "client-1"));
        uplink.assertLeaksBy(() -> attempt.make(lab, "client-2"));
    }

    @Test
    @Order(2)
    @Proves("L17")
    void namesAreAskedForInTheTunnelAlone() {
        long before = uplink.report().dns();
        for (String kind : List.of("+notcp", "+tcp")) {
            Assertions.assertThat(lab.exec(
                                    "client-1",
                                    "dig",
                                    "+short",
                                    "+tries=2",
                                    "+time=3",
                                    kind,
                                    "@198.51.100.53",
                                    "remote-2",
                                    "A")
                            .out())
                    .as(kind)
                    .contains("198.51.100.12");
        }
        Assertions.assertThat(lab.exec("client-1", "curl", "-s4", "http://remote-2/ip")
                        .out())
                .as("by the resolver in resolv.conf")
                .contains("203.0.113.");
        Assertions.assertThat(uplink.report().dns()).isEqualTo(before);
    }

    @Test
    @Order(3)
    @Proves("L16")
    void ipv6ThatAppearsLaterIsLockedToo() throws Exception {
        InetAddress prefix = InetAddress.ofLiteral("2001:db8:10:99::");
        for (String client : List.of("client-1", "client-2")) {
            advertise(lab.topology().host(client), prefix);
            Awaitility.await()
                    .alias(client + " numbers itself in the advertised prefix")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> Hands.type(lab, client, "ip -6 address show dev eth0")
                            .contains("2001:db8:10:99:"));
            Hands.type(lab, client, "ip -6 address add fd00:5::%s/64 dev eth0 nodad".formatted(client.charAt(7)));
        }
        Attempt[] six = {
            Attempt.IPV6_TCP,
            Attempt.IPV6_UDP,
            Attempt.IPV6_ICMP,
            Attempt.IPV6_ULA,
            Attempt.DNS_IPV6,
            Attempt.BY_FIRST_LINK_IPV6,
            Attempt.FRAME_IPV6
        };
        for (Attempt attempt : six) {
            uplink.assertNothingLeaksBy(() -> attempt.make(lab, "client-1"));
            uplink.assertLeaksBy(() -> attempt.make(lab, "client-2"));
        }
    }

    /** The node, and whoever else hears what is for all. */
    @Order(3)
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Proves("L16")
    void linkLocalNeighboursAreNotReachedEither(boolean all) {
        Assertions.assertThat(echoed("client-1", all)).isFalse();
        Assertions.assertThat(echoed("client-2", all)).isTrue();
    }

    private boolean echoed(String client, boolean all) {
        String to = all ? "ff02::1" : linkLocal(lab.topology().host(client));
        return Hands.tryTo(lab, client, "ping -c1 -W1 " + to + "%eth0").exitCode() == 0;
    }

    @Test
    @Order(4)
    @Proves({"L3", "L14"})
    void withoutGatewaysAndThenWithoutRoutersNothingLeaves() {
        kill(HostRole.GATEWAY);
        uplink.assertNothingLeaksBy(() -> Attempt.makeAll(lab, "client-1"));
        kill(HostRole.ROUTER);
        uplink.assertNothingLeaksBy(() -> Attempt.makeAll(lab, "client-1"));
        uplink.assertLeaksBy(() -> Attempt.makeAll(lab, "client-2"));
    }

    @Test
    @Order(5)
    @Proves({"L7", "L15"})
    void withoutItsRoutesAndThenWithoutItsWayNothingLeaves() {
        Hands.tryTo(
                lab,
                "client-1",
                "for link in net1 vxlan0 wgc1; do ip route flush dev $link; done",
                "ip route flush table 999");
        uplink.assertNothingLeaksBy(() -> Attempt.makeAll(lab, "client-1"));
        Hands.tryTo(lab, "client-1", WAY_GONE);
        uplink.assertNothingLeaksBy(() -> Attempt.makeAll(lab, "client-1"));
    }

    private void kill(HostRole role) {
        lab.topology().hosts(role).forEach(host -> lab.fail(host.name(), FailureMode.KILL));
    }

    /** As a router on the pod's own link does it. */
    private void advertise(Host client, InetAddress prefix) throws Exception {
        MacAddress to;
        try (NetworkNamespace namespace = lab.namespace(client.name())) {
            to = namespace.call(() -> Attempt.mac(Host.PRIMARY));
        }
        InetAddress allNodes = InetAddress.ofLiteral("ff02::1");
        String node = client.node().orElseThrow();
        InetAddress from = InetAddress.ofLiteral(linkLocal(client));
        try (NetworkNamespace namespace = lab.namespace(node)) {
            namespace.run(() -> Attempt.frame("cni0", to, Crafted.routerAdvertisement(from, allNodes, prefix)));
        }
    }

    /** Its node's address on its first link. */
    private String linkLocal(Host client) {
        return Hands.type(lab, client.node().orElseThrow(), "ip -6 -o address show dev cni0 scope link")
                .split("\\s+", 5)[3]
                .split("/", 2)[0];
    }
}
