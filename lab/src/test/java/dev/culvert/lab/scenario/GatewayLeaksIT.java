package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.dataplane.Change;
import dev.culvert.dataplane.Changes;
import dev.culvert.dataplane.GatewayPlan;
import dev.culvert.dataplane.GatewaySpec;
import dev.culvert.dataplane.Kernel;
import dev.culvert.dataplane.LocalWays;
import dev.culvert.dataplane.NamespacePlan;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.model.net.Family;
import dev.culvert.model.net.IpAddress;
import dev.culvert.model.net.Prefix;
import dev.culvert.model.net.PrefixSet;
import dev.culvert.netlink.NetlinkException;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Whatever becomes of a gateway, neither what clients send through it nor what it sends itself leaves outside its tunnel. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayLeaksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a gateway's own programs may try; its raw sockets are no application's. */
    private static final List<Attempt> OWN = List.of(
            Attempt.TCP,
            Attempt.UDP,
            Attempt.ICMP,
            Attempt.DNS_UDP,
            Attempt.DNS_TCP,
            Attempt.DNS_IPV6,
            Attempt.IPV6_TCP,
            Attempt.IPV6_UDP,
            Attempt.IPV6_ICMP,
            Attempt.IPV6_ULA,
            Attempt.BY_FIRST_LINK,
            Attempt.BY_FIRST_LINK_IPV6,
            Attempt.MARKED_AS_A_TUNNELS_OWN,
            Attempt.RAW_FROM_A_FOREIGN_ADDRESS);

    private Lab lab;
    private Uplink uplink;

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults().withExits(2).withClients(1).withRouters(1));
        uplink = new Uplink(lab);
        // A pod inherits forwarding from its node, so the lock must not count on the kernel's default.
        for (String gateway : List.of("gateway-1", "gateway-2")) {
            Hands.type(lab, gateway, "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        }
        Hands.type(
                lab,
                "client-1",
                "ip route replace 198.51.100.12/32 via " + address("gateway-1"),
                "ip route replace 198.51.100.13/32 via " + address("gateway-2"));
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @Test
    @Order(1)
    @Proves("L5")
    void theEnginesDeathOpensNothingAndIsRepaired() {
        uplink.assertNothingLeaksBy(() -> {
            assertThat(Hands.kill(lab, "gateway-1", "wireguard-go")).isEqualTo(1);
            tryAll("gateway-1");
            awaitTunnel("gateway-1", () -> tryAll("gateway-1"));
        });
    }

    @Test
    @Order(2)
    @Proves({"L4", "L7", "L13"})
    void aTunnelThatIsDownOpensNothingAndIsRepaired() {
        uplink.assertNothingLeaksBy(() -> {
            Hands.type(lab, "gateway-1", "ip link set wg1 down");
            tryAll("gateway-1");
            awaitTunnel("gateway-1", () -> tryAll("gateway-1"));
        });
    }

    @Test
    @Order(2)
    @Proves({"L7", "L13"})
    void aTunnelOrRouteDeletedByHandOpensNothingAndIsRepaired() {
        for (String deed : List.of("ip route flush table 999", "ip link delete wg1", "ip rule del pref 49")) {
            uplink.assertNothingLeaksBy(() -> {
                Hands.type(lab, "gateway-1", deed);
                tryAll("gateway-1");
                awaitTunnel("gateway-1", () -> tryAll("gateway-1"));
            });
        }
    }

    @Test
    @Order(3)
    @Proves("L6")
    void theAgentsDeathAtAnyMomentOpensNothing() {
        Random random = new Random(6);
        uplink.assertNothingLeaksBy(() -> {
            for (int death = 0; death < 5; death++) {
                long moment = System.nanoTime() + random.nextLong(1_500_000_000L);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(20))
                        .atMost(PATIENCE)
                        .until(() -> {
                            tryAll("gateway-1");
                            return System.nanoTime() - moment > 0;
                        });
                Hands.kill(lab, "gateway-1", "java");
                if (death % 2 == 1) {
                    Hands.kill(lab, "gateway-1", "wireguard-go");
                }
            }
            awaitTunnel("gateway-1", () -> tryAll("gateway-1"));
        });
    }

    @Test
    @Order(4)
    @Proves("L23")
    void aRefusedStepLeavesItClosedAndIsTakenLater() {
        lab.fail("gateway-1", FailureMode.KILL);
        // Until the lock stands again, which is not what is tried here, routers' probes must not be forwarded.
        Hands.type(lab, "gateway-1", "sysctl -qw net.ipv4.ip_forward=0");
        bare("gateway-1");
        // The agent's own rule by somebody else's hand: the kernel refuses a second one (EEXIST).
        Hands.type(lab, "gateway-1", "ip rule add iif net1 lookup 999 pref 49");
        uplink.assertNothingLeaksBy(() -> {
            lab.heal("gateway-1");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Hands.tryTo(lab, "gateway-1", "nft list table inet culvert_gateway")
                                    .exitCode()
                            == 0);
            tryAll("gateway-1");
            Hands.tryTo(lab, "gateway-1", "ip rule del pref 49 iif net1 lookup 999 protocol boot");
            awaitTunnel("gateway-1", () -> tryAll("gateway-1"));
        });
    }

    /** Each prefix of the steps is what an agent leaves that dies, or is refused, right after it. */
    @Test
    @Order(5)
    @Proves({"L6", "L13", "L23"})
    void afterEachStepOfTheStartNothingIsOpen() throws Exception {
        lab.fail("gateway-1", FailureMode.KILL);
        lab.fail("gateway-2", FailureMode.KILL);
        // Its probes would leave by a gateway without a lock, and count.
        lab.fail("router-1", FailureMode.KILL);
        bare("gateway-1");
        uplink.assertLeaksBy(() -> send("198.51.100.12"));
        for (NamespacePlan plan : List.of(GatewayPlan.lock(spec()), GatewayPlan.open(spec()))) {
            bare("gateway-1");
            try (NetworkNamespace gateway = lab.namespace("gateway-1")) {
                List<Change> steps = gateway.call(() -> {
                    try (Kernel kernel = new Kernel()) {
                        return Changes.between(plan, kernel.observe(plan));
                    }
                });
                assertThat(steps).isNotEmpty();
                for (Change step : steps) {
                    gateway.run(() -> {
                        try (Kernel kernel = new Kernel()) {
                            kernel.apply(step);
                        } catch (NetlinkException withoutTunnel) {
                            assertThat(step.toString()).contains("wg1");
                        }
                    });
                    uplink.assertNothingLeaksBy(() -> tryAll("gateway-1"));
                }
            }
        }
    }

    /** What the lock holds back does get out without it, for each attempt. */
    @Test
    @Order(6)
    @Proves("L13")
    void withoutTheLockAllOfItLeaves() {
        bare("gateway-2");
        for (Attempt attempt : OWN) {
            uplink.assertLeaksBy(() -> attempt.make(lab, "gateway-2"));
        }
        uplink.assertLeaksBy(() -> send("198.51.100.13"));
    }

    private void tryAll(String gateway) {
        send(gateway.equals("gateway-1") ? "198.51.100.12" : "198.51.100.13");
        // What the tunnel carries is free to go, so it is the capture that tells.
        OWN.forEach(attempt -> attempt.make(lab, gateway));
    }

    /** A client's packet straight to a gateway, as if a router had chosen it. */
    private void send(String remote) {
        Hands.type(lab, "client-1", "echo leak | socat -u - udp-sendto:%s:7".formatted(remote));
    }

    /** Takes the lock away, as if the pod were new; its link to the tunnel goes as well. */
    private void bare(String gateway) {
        Hands.tryTo(
                lab,
                gateway,
                "nft flush ruleset",
                "while ip rule del pref 49; do :; done",
                "while ip -6 rule del pref 49; do :; done",
                "ip route flush table 999",
                "ip -6 route flush table 999");
    }

    private void awaitTunnel(String gateway, Runnable meanwhile) {
        Awaitility.await()
                .alias(gateway + " works again")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    meanwhile.run();
                    return Hands.tryTo(
                                            lab,
                                            gateway,
                                            "ping -c1 -W1 -I %s 198.51.100.11"
                                                    .formatted(
                                                            lab.topology()
                                                                                    .host(gateway)
                                                                                    .index()
                                                                            == 1
                                                                    ? "wg1"
                                                                    : "wg2"))
                                    .exitCode()
                            == 0;
                });
    }

    private String address(String host) {
        return lab.clientNetwork().address(lab.topology().host(host)).toString();
    }

    private GatewaySpec spec() {
        String exit = lab.topology().hosts(HostRole.EXIT).getFirst().v4().orElseThrow();
        return new GatewaySpec(
                "net1",
                Prefix.parse("192.168.24.0/22"),
                "eth0",
                PrefixSet.parse("10.0.0.0/8"),
                LocalWays.MAIN,
                "wg1",
                Set.of(Family.IPV4, Family.IPV6),
                List.of(GatewaySpec.Endpoint.of(IpAddress.parse(exit), 51820)),
                51820,
                4716,
                OptionalInt.empty(),
                Optional.empty(),
                GatewaySpec.Inbound.NONE,
                Optional.empty(),
                List.of());
    }
}
