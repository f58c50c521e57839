package dev.culvert.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.dataplane.nft.NftTable;
import dev.culvert.netlink.Address;
import dev.culvert.netlink.Ipv4Setting;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.netlink.NewLink.Veth;
import dev.culvert.proofs.Proves;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every plan, against the kernel: applied once it stands, applied again it changes nothing. */
class KernelIT {
    private NetworkNamespace pod;

    @BeforeEach
    void makePod() throws Exception {
        pod = NetworkNamespace.create("pod");
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                for (String link : List.of("net1", "eth0", "wg1", "vip1")) {
                    kernel.route().createLink(Veth.of(link, link + "-peer"));
                    kernel.route().setUp(link);
                    kernel.route().setUp(link + "-peer");
                }
                kernel.route().addAddress(Address.of("192.168.27.1/22", "net1"));
                kernel.route().addAddress(Address.of("10.244.1.5/24", "eth0"));
            }
        });
    }

    @AfterEach
    void deletePod() {
        pod.close();
        NetworkNamespace.delete("pod");
    }

    static Stream<Arguments> plans() {
        return Stream.of(
                Arguments.of("router", RouterPlan.of(Examples.router())),
                Arguments.of("router in a gateway", RouterPlan.of(Examples.routerInGateway())),
                Arguments.of("router with resolvers", RouterPlan.of(Examples.naming(Examples.router()))),
                Arguments.of(
                        "router with resolvers in a gateway",
                        RouterPlan.of(Examples.naming(Examples.routerInGateway()))),
                Arguments.of("gateway, closed", GatewayPlan.lock(Examples.gateway())),
                Arguments.of("gateway, open", GatewayPlan.open(Examples.gateway())),
                Arguments.of("gateway beside an engine", GatewayPlan.open(Examples.gatewayBesideAnEngine())),
                Arguments.of(
                        "gateway beside an engine without a mark",
                        GatewayPlan.open(Examples.gatewayBesideAnEngineWithoutMark())),
                Arguments.of("gateway with router", GatewayPlan.open(Examples.gatewayWithRouter())),
                Arguments.of("gateway that closes", GatewayPlan.open(Examples.closing(Examples.gateway()))),
                Arguments.of(
                        "gateway with router that closes",
                        GatewayPlan.open(Examples.closing(Examples.gatewayWithRouter()))),
                Arguments.of("gateway with resolver", GatewayPlan.open(Examples.resolvingGateway())),
                Arguments.of(
                        "gateway with router and resolver", GatewayPlan.open(Examples.resolvingGatewayWithRouter())),
                Arguments.of(
                        "client whose names the gateways resolve",
                        ClientPlan.attached(
                                "net1", "eth0", Examples.LOCAL, Examples.names(), Examples.ip("192.168.27.129"))),
                Arguments.of("client", ClientPlan.attached("net1", "eth0", Examples.LOCAL)),
                Arguments.of(
                        "client's sender",
                        NamespacePlan.of(Owner.CLIENT)
                                .withTables(List.of(Examples.sender().table()))),
                Arguments.of(
                        "client, closed",
                        ClientPlan.closed(Optional.of("net1"), "eth0", Examples.LOCAL, Optional.of(Examples.names()))),
                Arguments.of("overlay client", Examples.overlayClient().plan()),
                Arguments.of("sidecar, closed", Examples.sidecar().lock()),
                Arguments.of("sidecar, open", Examples.sidecar().open()),
                Arguments.of(
                        "sidecar beside an engine",
                        Examples.sidecarBesideAnEngine().open()));
    }

    @Proves("F15")
    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void aSecondApplicationWritesNothing(String name, NamespacePlan plan) throws Exception {
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                assertThat(kernel.bringTo(plan)).isNotEmpty();
                for (NftTable table : plan.tables()) {
                    assertThat(kernel.nftables().listTable(table.family(), table.name()))
                            .as("the plan is written as the kernel lists it")
                            .isEqualTo(table.toString());
                }
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Proves("F14")
    @ParameterizedTest(name = "{0}")
    @MethodSource("plans")
    void whatIsRemovedByHandComesBack(String name, NamespacePlan plan) throws Exception {
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                plan.rules().stream().limit(1).forEach(kernel.route()::deleteRule);
                plan.routes().stream().limit(1).forEach(kernel.route()::deleteRoute);
                kernel.nftables().run("flush table " + plan.tables().getFirst().path());
                assertThat(kernel.bringTo(plan)).isNotEmpty();
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Test
    void bothEndsOfAPairArePutUpAgain() throws Exception {
        NamespacePlan plan = RouterPlan.of(Examples.router());
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                for (String end : List.of(RouterPlan.PROBE, RouterPlan.PROBE_WIRE)) {
                    kernel.route().setDown(end);
                    assertThat(kernel.bringTo(plan)).containsExactly(new Change.SetUp(end));
                    assertThat(kernel.bringTo(plan)).isEmpty();
                }
            }
        });
    }

    @Test
    void whatIsAddedByHandToOurTableGoes() throws Exception {
        NamespacePlan plan = ClientPlan.attached("net1", "eth0", Examples.LOCAL);
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                kernel.nftables().run("insert rule inet culvert_lock output accept");
                kernel.nftables().run("add chain inet culvert_lock more");
                kernel.nftables().run("add rule inet culvert_lock output jump more");
                assertThat(kernel.bringTo(plan)).hasSize(1);
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Test
    void aTablePutToSleepByHandIsWoken() throws Exception {
        NamespacePlan plan = ClientPlan.attached("net1", "eth0", Examples.LOCAL);
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                kernel.nftables().run("add table inet culvert_lock { flags dormant; }");
                assertThat(kernel.nftables().listTable("inet", "culvert_lock")).contains("flags dormant");
                assertThat(kernel.bringTo(plan)).hasSize(1);
                assertThat(kernel.nftables().listTable("inet", "culvert_lock"))
                        .doesNotContain("dormant")
                        .isEqualTo(plan.tables().getFirst().toString());
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Test
    void namedObjectsAddedByHandGoWithTheRulesThatUseThem() throws Exception {
        NamespacePlan plan = ClientPlan.attached("net1", "eth0", Examples.LOCAL);
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                kernel.nftables().run("""
                        table inet culvert_lock {
                        	counter output {
                        	}
                        	ct helper ftp {
                        		type "ftp" protocol tcp
                        	}
                        	map counted {
                        		type inet_service : counter
                        		elements = { 80 : "output" }
                        	}
                        	chain output {
                        		counter name "output"
                        		ct helper set "ftp"
                        	}
                        }
                        """);
                assertThat(kernel.bringTo(plan)).hasSize(1);
                assertThat(kernel.nftables().listTable("inet", "culvert_lock"))
                        .isEqualTo(plan.tables().getFirst().toString());
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Test
    void theShortcutIsWrittenAsTheKernelListsIt() throws Exception {
        NftTable table = Shortcut.table(Examples.router());
        pod.run(() -> {
            try (var kernel = new Kernel();
                    var flows = new FlowTable()) {
                assertThat(flows.shortcut()).isFalse();
                assertThat(kernel.bringTo(table)).isPresent();
                assertThat(kernel.nftables().listTable(table.family(), table.name()))
                        .isEqualTo(table.toString());
                flows.shortcut(true);
                assertThat(kernel.bringTo(table)).isEmpty();
                assertThat(flows.shortcut()).isTrue();
            }
        });
    }

    @Test
    void theShortcutKnowsNoNames() throws Exception {
        NftTable table = Shortcut.table(Examples.naming(Examples.router()));
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(table);
                assertThat(kernel.nftables().listTable(table.family(), table.name()))
                        .isEqualTo(table.toString())
                        .contains("ip daddr 192.0.2.53 accept");
            }
        });
    }

    @Test
    void theKernelTellsHowItWasSteered() throws Exception {
        int[] marks = new int[RouterPlan.BUCKETS];
        Arrays.fill(marks, 1);
        int[] names = marks.clone();
        Arrays.fill(marks, 0, 300, 2);
        List<Steering> steps = List.of(
                new Steering(marks, Set.of(), NameSteering.of(marks, marks, Set.of(1, 2))),
                new Steering(marks, Set.of(), NameSteering.of(marks, names, Set.of(1))),
                new Steering(names, Set.of(2), NameSteering.of(names, names, Set.of(1))),
                Steering.CLOSED);
        pod.run(() -> {
            try (var kernel = new Kernel();
                    var flows = new FlowTable()) {
                kernel.bringTo(RouterPlan.of(Examples.router()));
                Steering before = flows.steering();
                for (Steering step : steps) {
                    flows.steer(before, step);
                    assertThat(flows.steering()).isEqualTo(step);
                    before = step;
                }
            }
        });
    }

    @Test
    void aLostGatewayClosesTheShortcutWhoeverOpenedIt() throws Exception {
        pod.run(() -> {
            try (var kernel = new Kernel();
                    var opener = new FlowTable();
                    var flows = new FlowTable()) {
                kernel.bringTo(RouterPlan.of(Examples.router()));
                kernel.bringTo(Shortcut.table(Examples.router()));
                opener.shortcut(true);
                flows.steer(Steering.CLOSED, new Steering(new int[RouterPlan.BUCKETS], Set.of(2)));
                assertThat(flows.shortcut()).isFalse();
                assertThat(flows.steering().lost()).containsExactly(2);
            }
        });
    }

    @Test
    void ownersInOneNamespaceLeaveEachOtherAlone() throws Exception {
        NamespacePlan gateway = GatewayPlan.open(Examples.gatewayWithRouter());
        NamespacePlan router = RouterPlan.of(Examples.routerInGateway());
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(gateway);
                kernel.bringTo(router);
                assertThat(kernel.bringTo(gateway)).isEmpty();
                assertThat(kernel.bringTo(router)).isEmpty();
            }
        });
    }

    @Test
    void aNeighboursFirewallLetsPassWhatOursJudgesAndNothingElseOfItChanges() throws Exception {
        GatewaySpec spec = Examples.gatewayBesideAnEngine();
        NamespacePlan plan = GatewayPlan.open(spec).withPassages(GatewayPlan.passages(spec));
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                kernel.bringTo(plan);
                assertThat(kernel.bringTo(plan))
                        .as("without a firewall beside us")
                        .isEmpty();

                kernel.nftables().run("""
                        table ip filter {
                        	chain FORWARD {
                        		type filter hook forward priority filter; policy drop;
                        		tcp dport 22 drop
                        	}
                        }
                        """);
                assertThat(kernel.bringTo(plan)).hasSize(1);
                assertThat(NftTable.parse(kernel.nftables().listTable("ip", "filter"))
                                .blocks()
                                .getFirst()
                                .lines())
                        .containsExactlyInAnyOrder(
                                "type filter hook forward priority filter; policy drop;",
                                "iifname \"net1\" oifname \"wg1\" counter accept",
                                "iifname \"net1\" oifname \"net1\" counter accept",
                                "iifname \"vip*\" oifname \"wg1\" counter accept",
                                "iifname \"vip*\" oifname \"net1\" counter accept",
                                "iifname \"wg1\" oifname \"net1\" counter accept",
                                "tcp dport 22 drop")
                        .endsWith("tcp dport 22 drop");
                assertThat(kernel.bringTo(plan)).isEmpty();

                kernel.nftables().run("flush chain ip filter FORWARD");
                assertThat(kernel.bringTo(plan)).as("flushed").hasSize(1);
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }

    @Test
    void aLinksSettingWaitsForTheLink() throws Exception {
        NamespacePlan plan = NamespacePlan.of(Owner.ROUTER)
                .withSettings(List.of(
                        new LinkSettings("later", Map.of(Ipv4Setting.RP_FILTER, 0, Ipv4Setting.FORWARDING, 1))));
        pod.run(() -> {
            try (var kernel = new Kernel()) {
                dev.culvert.netlink.Sysctl.write("net.ipv4.conf.all.rp_filter", "0");
                dev.culvert.netlink.Sysctl.write("net.ipv4.conf.default.rp_filter", "2");
                assertThat(kernel.bringTo(plan)).isEmpty();
                kernel.route().createLink(Veth.of("later", "later-peer"));
                assertThat(kernel.bringTo(plan)).hasToString("[ip link set dev later forwarding 1 rp_filter 0]");
                assertThat(kernel.bringTo(plan)).isEmpty();
                // A node's strict choice, which a pod cannot change, is made loose on the link.
                dev.culvert.netlink.Sysctl.write("net.ipv4.conf.all.rp_filter", "1");
                assertThat(kernel.bringTo(plan)).hasToString("[ip link set dev later rp_filter 2]");
                assertThat(kernel.bringTo(plan)).isEmpty();
            }
        });
    }
}
