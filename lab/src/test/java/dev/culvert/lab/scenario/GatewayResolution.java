package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.lab.FailureMode;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.HostStatus;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.Finished;
import dev.culvert.lab.service.NameServer;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same where the resolvers are the gateways'. */
abstract class GatewayResolution extends Resolution {
    private static final Duration SOON = Duration.ofSeconds(10);

    GatewayResolution(Routing routing) {
        super(routing);
    }

    @Test
    @Proves("D7")
    void aDeadResolverIsAskedNoMoreAndAgainWhenItAnswers() throws Exception {
        String victim = victim();
        String script = "/run/culvert/" + victim + "/resolver.sh";
        namesGoElsewhere(
                victim,
                () -> {
                    // What would start it again within 0.1 s hangs.
                    lab.exec(victim, "pkill", "-STOP", "-f", script);
                    assertThat(Hands.kill(lab, victim, "unbound")).isEqualTo(1);
                },
                () -> lab.exec(victim, "pkill", "-CONT", "-f", script));
    }

    @Test
    @Proves("D7")
    void aResolverThatHangsIsAskedNoMoreAndAgainWhenItAnswers() throws Exception {
        String victim = victim();
        namesGoElsewhere(
                victim,
                () -> assertThat(Hands.signal(lab, victim, "unbound", "STOP")).isEqualTo(1),
                () -> assertThat(Hands.signal(lab, victim, "unbound", "CONT")).isEqualTo(1));
    }

    private void namesGoElsewhere(String victim, Runnable harm, Runnable heal) throws Exception {
        String exit =
                lab.topology().host(victim.replace("gateway", "exit")).v4().orElseThrow();
        try (var lookups = new Lookups(lab, CLIENT)) {
            lookups.awaitMore(10);
            harm.run();
            try {
                awaitSaid(victim, "resolver does not answer");
                List<String> without = lookUp(100);
                assertThat(exits(without)).as("exits by which names were asked").doesNotContain(exit);
            } finally {
                heal.run();
            }
            awaitSaid(victim, "resolver answers");
            List<String> with = lookUp(100);
            assertThat(exits(with)).as("exits by which names were asked").contains(exit);
            lookups.awaitMore(1);
            assertThat(lookups.failed()).as("from before it died on").isEmpty();
        }
        uplink.assertNothingLeaked();
    }

    /**
     * The pod's own resolver lives, and has no way to the internet. That takes 3 s to see, and each try of resolv.conf here is given up
     * after 2; a pod's is after 5.
     */
    @Test
    @Proves("D7")
    void aResolverWhoseTunnelSwallowsPacketsIsAskedNoMore() throws Exception {
        String victim = victim();
        try (var lookups = new Lookups(lab, CLIENT, "timeout:5")) {
            lookups.awaitMore(10);
            lab.fail(victim, FailureMode.BLACKHOLE);
            try {
                Awaitility.await()
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(seenByRouters(victim))
                                .isNotEmpty()
                                .noneMatch(seen -> seen.path("healthy").asBoolean()));
                lookUp(50);
                lookups.awaitMore(10);
                assertThat(lookups.failed()).as("from before it swallows on").isEmpty();
            } finally {
                lab.heal(victim);
                lab.awaitReady(SOON.multipliedBy(3));
            }
        }
        uplink.assertNothingLeaked();
    }

    /** Whose resolver everybody asks, if there is one. */
    private String victim() {
        return lab.status().hosts().stream()
                .filter(host -> !host.report().path("router").path("vips").isEmpty())
                .map(HostStatus::name)
                .findFirst()
                .orElse("gateway-1");
    }

    private void awaitSaid(String gateway, String sentence) {
        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(lab.status().hosts())
                    .filteredOn(host -> host.name().equals(gateway))
                    .extracting(host -> host.report().path("resolver").asText())
                    .containsExactly(sentence);
            assertThat(seenByRouters(gateway))
                    .isNotEmpty()
                    .extracting(seen -> seen.path("resolver").asText())
                    .containsOnly(sentence);
        });
    }

    /** What each router says of a gateway. */
    private List<JsonNode> seenByRouters(String gateway) {
        return lab.status().hosts().stream()
                .flatMap(host -> Stream.of(host.report(), host.report().path("router")))
                .flatMap(report -> report.path("gateways").valueStream())
                .filter(seen -> seen.path("name").asText().equals(gateway))
                .toList();
    }

    /** So many names that nobody has asked before, each once; all are found. */
    private List<String> lookUp(int many) {
        String run = UUID.randomUUID().toString().substring(0, 8);
        List<String> names = IntStream.range(0, many)
                .mapToObj(i -> run + "-" + i + ".many.internet.example")
                .toList();
        assertThat(dig(Stream.concat(Stream.of("+tries=1"), names.stream()).toArray(String[]::new)))
                .as("found, of %d names", many)
                .hasSize(many)
                .containsOnly("198.51.100.11");
        return names;
    }

    private Set<String> exits(List<String> names) throws IOException {
        return queries(HostRole.DNS).stream()
                .filter(query -> names.contains(query.name()))
                .map(NameServer.Query::from)
                .collect(Collectors.toSet());
    }

    /** resolv.conf allows glibc two attempts for each name. */
    @Test
    @Order(LAST)
    @Proves("D7")
    void aResolverAndThenAGatewayThatDiesCostNoNameMoreThanOneRetry() throws Exception {
        try (var lookups = new Lookups(lab, CLIENT)) {
            for (int kill = 1; kill <= 3; kill++) {
                lookups.awaitMore(20);
                // It may be on its way back from the last one.
                Awaitility.await().atMost(SOON).until(() -> Hands.kill(lab, "gateway-1", "unbound") == 1);
            }
            lookups.awaitMore(20);
            assertThat(lookups.failed()).as("resolver killed").isEmpty();
            lab.fail("gateway-2", FailureMode.KILL);
            lookups.awaitMore(60);
            assertThat(lookups.failed()).as("gateway killed").isEmpty();
        }
        uplink.assertNothingLeaked();
    }

    @Test
    @Order(LAST + 1)
    @Proves({"D1", "L17"})
    void withoutTheWayAQueryIsRefusedAndNotSentToTheCluster() throws IOException {
        String name = "late.many.internet.example";
        Hands.tryTo(lab, CLIENT, "ip link del net1", "ip link del vxlan0");
        uplink.assertNothingLeaksBy(() -> {
            for (String server : List.of(CLUSTER_DNS, NODE_LOCAL)) {
                for (String kind : List.of("+notcp", "+tcp")) {
                    Finished dig = lab.exec(CLIENT, "dig", "+tries=1", "+time=5", kind, "@" + server, name);
                    assertThat(dig.exitCode()).isNotZero();
                    assertThat(dig.out()).as("refused, not timed out").doesNotContain("timed out");
                }
            }
        });
        assertThat(asked(HostRole.CLUSTER, name)).isEmpty();
        assertThat(asked(HostRole.DNS, name)).isEmpty();
    }
}
