package dev.culvert.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.lab.Host;
import dev.culvert.lab.HostRole;
import dev.culvert.lab.Lab;
import dev.culvert.lab.LabSpec;
import dev.culvert.lab.Names;
import dev.culvert.lab.Routing;
import dev.culvert.lab.process.Finished;
import dev.culvert.lab.process.HostEntry;
import dev.culvert.lab.service.NameServer;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Clients whose resolv.conf names the cluster's DNS, as the kubelet writes it, and whose names resolvers of ours resolve. What the
 * servers were asked, and by whom, is in their own logs.
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class Resolution {
    static final int LAST = Order.DEFAULT + 1;
    static final String CLIENT = "client-1";
    static final String CLUSTER_DNS = "10.96.0.10";

    /** Where NodeLocal DNSCache listens on every node. */
    static final String NODE_LOCAL = "169.254.20.10";

    private final Routing routing;
    Lab lab;
    Uplink uplink;

    Resolution(Routing routing) {
        this.routing = routing;
    }

    @BeforeAll
    void up() {
        lab = Lab.up(LabSpec.defaults()
                .withExits(2)
                .withClients(2)
                .withRouting(routing)
                .withNames(Names.TUNNEL));
        uplink = new Uplink(lab);
        Awaitility.await()
                .alias("a query is answered")
                .atMost(Duration.ofSeconds(30))
                .until(() -> dig("dns-1.").equals(List.of("198.51.100.53")));
    }

    @AfterAll
    void down() {
        lab.close();
    }

    @Test
    @Proves({"D1", "D2"})
    void anExternalNameIsAskedFromAnExitAndNeverOnTheUplink() throws IOException {
        long before = uplink.report().dns();
        for (String kind : List.of("+notcp", "+tcp")) {
            String name = kind.substring(1) + ".many.internet.example";
            assertThat(dig("@" + CLUSTER_DNS, kind, name)).as(kind).containsExactly("198.51.100.11");
            assertThat(asked(HostRole.DNS, name))
                    .isNotEmpty()
                    .allSatisfy(query -> assertThat(query.from()).startsWith("203.0.113."));
            assertThat(asked(HostRole.CLUSTER, name)).as("the cluster's DNS").isEmpty();
        }
        assertThat(uplink.report().dns()).isEqualTo(before);
        assertThat(uplink.report().leaked()).isZero();
    }

    @Test
    @Proves({"D3", "D4"})
    void theClustersNamesAreFoundByTheSearchListAndNothingOfThemLeaves() throws IOException {
        assertThat(addresses("web.shop")).as("by search list and ndots").contains("10.96.3.4");
        assertThat(addresses("kubernetes")).contains("10.96.0.1");
        assertThat(addresses("www.internet.example")).as("past the search list").contains("198.51.100.11");
        assertThat(addresses("www.internet.example.")).contains("198.51.100.11");
        assertThat(addresses("www.internet.example", ". svc.cluster.local"))
                .as("the root in the search list")
                .contains("198.51.100.11");
        assertThat(addresses("web.shop", ". svc.cluster.local")).contains("10.96.3.4");
        assertThat(dig("_http._tcp.web.shop.svc.cluster.local", "SRV"))
                .containsExactly("0 100 80 web.shop.svc.cluster.local.");
        assertThat(dig("-x", "10.96.3.4")).containsExactly("web.shop.svc.cluster.local.");
        assertThat(queries(HostRole.DNS))
                .as("what the internet's server was asked")
                .noneMatch(query ->
                        query.name().endsWith("cluster.local") || query.name().endsWith("96.10.in-addr.arpa"));
    }

    /** The cluster's own answer to it is nobody's who asks through a tunnel, before and after the cluster was asked. */
    @Test
    @Proves("D1")
    void aNameWithAnotherAnswerInTheClusterHasTheOneOfTheInternet() throws IOException {
        Host cluster = lab.topology().hosts(HostRole.CLUSTER).getFirst();
        for (int round = 0; round < 2; round++) {
            assertThat(addresses(NameServer.SPLIT)).contains("198.51.100.11").doesNotContain(NameServer.WITHIN);
            assertThat(lab.exec(cluster.name(), "dig", "+short", "@127.0.0.1", NameServer.SPLIT)
                            .out())
                    .isEqualTo(NameServer.WITHIN + "\n");
        }
        assertThat(asked(HostRole.CLUSTER, NameServer.SPLIT))
                .as("asked by the cluster itself alone")
                .hasSize(2)
                .allSatisfy(query -> assertThat(query.from()).isEqualTo("127.0.0.1"));
    }

    /** Where the user names no upstream, each zone's own name servers are asked; here from the laboratory's root on. */
    @Test
    @Proves({"D1", "D2"})
    void aZoneThatNamesALocalServerAsItsOwnIsNotAskedThere() throws IOException {
        whoAsksTheRoot("forward", "stub");
        try {
            for (String zone : NameServer.HOSTILE) {
                String name = "who." + zone;
                assertThat(dig(name)).as("answers").allMatch(line -> line.startsWith(";;"));
                assertThat(queries(HostRole.DNS))
                        .as("the zone above, which is not told the whole name (RFC 9156)")
                        .anyMatch(query -> query.name().endsWith(zone));
                assertThat(queries(HostRole.CLUSTER))
                        .as("the cluster's DNS")
                        .noneMatch(query -> query.name().endsWith(zone));
            }
            assertThat(dig("web.shop.svc.cluster.local")).containsExactly("10.96.3.4");
            uplink.assertNothingLeaked();
        } finally {
            whoAsksTheRoot("stub", "forward");
        }
    }

    /** In each resolver's configuration, until all have begun anew with it. */
    private void whoAsksTheRoot(String former, String latter) {
        for (Host host : lab.topology().hosts()) {
            Hands.type(lab, host.name(), """
                    cd /run/culvert/HOST 2>/dev/null && [ -e unbound.conf ] || exit 0
                    sed -i -z 's/FORMER-zone:\\n    name: "\\."\\n    FORMER-/LATTER-zone:\\n    name: "."\\n    LATTER-/' unbound.conf
                    until [ "$(cat unbound.conf)" = "$(cat unbound.used)" ]; do sleep 0.05; done
                    """.replace("HOST", host.name())
                    .replace("FORMER", former)
                    .replace("LATTER", latter));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> dig("dns-1.").equals(List.of("198.51.100.53")));
    }

    /** The cache on the node answers whoever reaches it, and otherwise than the internet. */
    @Test
    @Proves("D5")
    void whereNodeLocalCacheListensOursAnswers() {
        String node = lab.topology().host(CLIENT).node().orElseThrow();
        String config = HostEntry.files(node).resolve("nodelocal.conf").toString();
        Hands.type(lab, node, "ip address add " + NODE_LOCAL + "/32 dev lo", """
                cat > %s <<END
                server:
                  interface: %s
                  access-control: 0.0.0.0/0 allow
                  username: ""
                  chroot: ""
                  directory: ""
                  pidfile: ""
                  use-syslog: no
                  local-data: "cached.many.internet.example. A 10.96.8.8"
                remote-control:
                  control-enable: no
                END
                unbound -c %s
                """.formatted(config, NODE_LOCAL, config));
        Awaitility.await()
                .alias("the node's cache answers")
                .atMost(Duration.ofSeconds(10))
                .until(() -> lab.exec(
                                node, "dig", "+short", "+time=1", "@" + NODE_LOCAL, "cached.many.internet.example")
                        .out()
                        .equals("10.96.8.8\n"));
        for (String kind : List.of("+notcp", "+tcp")) {
            assertThat(dig("@" + NODE_LOCAL, kind, "cached.many.internet.example"))
                    .containsExactly("198.51.100.11");
            assertThat(dig("@" + NODE_LOCAL, kind, "web.shop.svc.cluster.local"))
                    .containsExactly("10.96.3.4");
        }
    }

    @Test
    @Proves("D6")
    void largeAnswersComeByTcpAndSignaturesAsTheyAre() {
        assertThat(lab.exec(CLIENT, "dig", "+ignore", "+noall", "+comments", "TXT", NameServer.LARGE)
                        .out())
                .as("by UDP")
                .contains("flags: qr tc ")
                .contains("udp: 1232");
        assertThat(lab.exec(CLIENT, "dig", "+short", "TXT", NameServer.LARGE)
                        .out()
                        .length())
                .isGreaterThan(6000);
        String signed = lab.exec(CLIENT, "dig", "+dnssec", "www.signed.example").out();
        assertThat(signed).contains("RRSIG\tA 13 3 60").contains("flags: do;");
        assertThat(flags("+dnssec", "+adflag", "www.signed.example"))
                .as("nobody here has validated anything")
                .contains("qr")
                .doesNotContain("ad", "cd");
        assertThat(flags("+dnssec", "+cdflag", "www.signed.example"))
                .contains("cd")
                .doesNotContain("ad");
        assertThat(lab.exec(CLIENT, "dig", "+dnssec", "+multi", "DNSKEY", "signed.example")
                        .out())
                .contains("DNSKEY 257 3 13")
                .contains("RRSIG");
    }

    final List<String> dig(String... arguments) {
        String[] command = new String[arguments.length + 4];
        command[0] = "dig";
        command[1] = "+short";
        command[2] = "+tries=2";
        command[3] = "+time=2";
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return lab.exec(CLIENT, command).out().lines().toList();
    }

    /** Of an answer's header. */
    private List<String> flags(String... arguments) {
        String[] command = Stream.concat(Stream.of("dig", "+noall", "+comments"), Stream.of(arguments))
                .toArray(String[]::new);
        return lab.exec(CLIENT, command)
                .out()
                .lines()
                .filter(line -> line.startsWith(";; flags: "))
                .map(line -> line.substring(";; flags: ".length(), line.indexOf(';', 2)))
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .toList();
    }

    /** As {@link #addresses(String)}, with another search list (resolv.conf(5)). */
    private String addresses(String name, String search) {
        return lab.exec(CLIENT, "env", "LOCALDOMAIN=" + search, "getent", "ahostsv4", name)
                .out();
    }

    /** As applications ask: by glibc, with resolv.conf. */
    final String addresses(String name) {
        Finished finished = lab.exec(CLIENT, "getent", "ahostsv4", name);
        return finished.out() + finished.err();
    }

    final List<NameServer.Query> queries(HostRole role) throws IOException {
        Host server = lab.topology().hosts(role).getFirst();
        return NameServer.queries(Files.readString(NameServer.log(server)));
    }

    final List<NameServer.Query> asked(HostRole role, String name) throws IOException {
        return queries(role).stream().filter(query -> query.name().equals(name)).toList();
    }
}
