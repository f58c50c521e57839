package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.FailureMode;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.proofs.Proves;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** What the client network asks of what is under it, and what becomes of interfaces that are somebody else's. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnderlayIT {
    private static final List<String> FOREIGN_HOSTS = List.of("client-1", "router-1", "gateway-1", "node-1");

    private Lab lab;
    private Uplink uplink;

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults().withExits(2).withClients(2));
        uplink = new Uplink(lab);
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @Test
    @Order(1)
    @Proves("N3")
    void anUnderlayWithoutMulticastIsEnough() {
        Hands.type(lab, "switch", """
                nft 'table bridge unicast { chain forward { type filter hook forward priority 0;
                  ip daddr 224.0.0.0/4 counter drop; }; }'
                """);
        for (String master : List.of("router-1", "router-2")) {
            lab.fail(master, FailureMode.KILL);
            awaitEgress("client-1");
            awaitEgress("client-2");
            lab.heal(master);
            lab.awaitReady(Duration.ofSeconds(60));
        }
    }

    @Test
    @Order(2)
    @Proves("N5")
    void whatIsNotOursIsNeverChanged() {
        for (String host : FOREIGN_HOSTS) {
            Hands.type(
                    lab,
                    host,
                    "ip link add foreign0 mtu 1234 address 02:00:00:00:00:01 type veth peer name foreign1",
                    "ip link set foreign1 up",
                    "ip address add 172.30.0.1/24 dev foreign0",
                    "ip route add 172.30.9.0/24 dev foreign1 table 77",
                    "ip rule add from 172.30.0.0/24 lookup 77 pref 77",
                    "nft 'table inet foreign { chain c { type filter hook input priority 50; counter; }; }'");
        }
        List<String> before = FOREIGN_HOSTS.stream().map(this::foreign).toList();
        for (String agent : List.of("router-1", "gateway-1")) {
            assertThat(Hands.kill(lab, agent, "java")).isPositive();
            Hands.type(
                    lab,
                    agent,
                    "nft flush table inet " + (agent.startsWith("r") ? "culvert_router" : "culvert_gateway"));
        }
        lab.awaitReady(Duration.ofSeconds(60));
        awaitEgress("client-1");
        assertThat(FOREIGN_HOSTS.stream().map(this::foreign).toList()).isEqualTo(before);
    }

    @Test
    @Order(3)
    @Proves({"L7", "N4"})
    void aBridgeOrVxlanDeletedByHandOpensNothingAndIsBackWithItsPods() {
        uplink.assertNothingLeaksBy(() -> {
            for (String link : List.of("cvx1000", "cvbr1000")) {
                Hands.type(lab, "node-1", "ip link delete " + link);
                Attempt.makeAll(lab, "client-1");
                awaitEgress("client-1");
                awaitEgress("client-2");
            }
        });
    }

    @Test
    @Order(4)
    @Proves("N5")
    void aBridgeOfOurNameThatIsSomebodyElsesIsLeftAlone() {
        lab.fail("node-2", FailureMode.KILL);
        Hands.type(
                lab,
                "node-2",
                "ip link delete cvx1000",
                "ip link delete cvbr1000",
                "ip link add cvbr1000 type bridge",
                "ip address add 172.31.0.1/24 dev cvbr1000");
        String before = Hands.type(lab, "node-2", "ip -d address show dev cvbr1000 | grep -v valid_lft");
        lab.heal("node-2");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(lab.status().hosts())
                        .filteredOn(host -> host.name().equals("node-2"))
                        .allMatch(host -> host.report()
                                .path("networks")
                                .path(0)
                                .path("problem")
                                .asText()
                                .contains("somebody else's: cvbr1000; take another")));
        assertThat(Hands.type(lab, "node-2", "ip -d address show dev cvbr1000 | grep -v valid_lft"))
                .isEqualTo(before);
    }

    private String foreign(String host) {
        return Hands.type(
                lab,
                host,
                "ip -d link show dev foreign0",
                "ip -d link show dev foreign1",
                "ip address show dev foreign0 | grep -v valid_lft",
                "ip route show table 77",
                "ip rule show pref 77",
                "nft -s list table inet foreign",
                "sysctl -a 2>/dev/null | grep -E 'conf\\.foreign' | sort");
    }

    private void awaitEgress(String client) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> lab.exec(client, "curl", "-s4", "-m1", "http://198.51.100.11/ip")
                        .out()
                        .contains("203.0.113."));
    }
}
