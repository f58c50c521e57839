package dev.culvert.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.lab.capture.CaptureReport;
import dev.culvert.lab.culvert.CulvertPrograms;
import dev.culvert.lab.flow.Fate;
import dev.culvert.lab.flow.Flows;
import dev.culvert.lab.process.HostProcesses;
import dev.culvert.netlink.NetworkNamespace;
import dev.culvert.proofs.Proves;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laboratory by itself, with nothing of Culvert in it. */
@Timeout(60)
class PlainInternetIT {
    private static final String REMOTE_V4 = "198.51.100.11";
    private static final String REMOTE_V6 = "2001:db8:100::11";

    private static Lab lab;

    @BeforeAll
    static void up() {
        lab = Lab.up(LabSpec.defaults(), PlainInternetIT::nodesOnly, line -> {});
    }

    /** Nodes join the client network; nothing else of Culvert runs. */
    static PodPrograms nodesOnly(Lab lab, Host host) {
        return host.role() == HostRole.NODE ? CulvertPrograms.of(lab, host) : PodPrograms.NONE;
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /** E2: a pod that is no client keeps its node's address on the way out. */
    @Test
    void aPodThatIsNoClientIsSeenWithTheSitesAddress() {
        assertThat(lab.exec("pod-1", "curl", "-s4", "http://remote-1/ip").out()).contains("\"192.0.2.1\"");
        assertThat(lab.exec("pod-1", "curl", "-s6", "http://remote-1/ip").out()).contains("\"2001:db8:10:1::5\"");
        assertThat(lab.remote("remote-1").seen().counts("tcp", 80)).containsKey("192.0.2.1");
    }

    /** E3, as far as the plain network goes. */
    @Test
    void podsReachPodsNodesAndTheLocalNetworks() {
        for (String host : new String[] {"pod-1", "node-2", "cluster-1", "client-3"}) {
            assertThat(lab.exec(
                            "client-2",
                            "ping",
                            "-c1",
                            "-W2",
                            lab.topology().host(host).v4().orElseThrow()))
                    .as(host)
                    .matches(ping -> ping.exitCode() == 0);
        }
    }

    @Test
    void aClientHasTheIntranetsComplementByTheVip() {
        assertThat(lab.exec("client-1", "ip", "route", "show", "dev", "net1")
                        .out()
                        .lines()
                        .map(String::strip))
                .containsExactly(
                        "0.0.0.0/5 via 192.168.27.129",
                        "8.0.0.0/7 via 192.168.27.129",
                        "11.0.0.0/8 via 192.168.27.129",
                        "12.0.0.0/6 via 192.168.27.129",
                        "16.0.0.0/4 via 192.168.27.129",
                        "32.0.0.0/3 via 192.168.27.129",
                        "64.0.0.0/2 via 192.168.27.129",
                        "128.0.0.0/1 via 192.168.27.129",
                        "192.168.24.0/22 proto kernel scope link src 192.168.24.1");
    }

    @Proves("N3")
    @Test
    void clientNetworkJoinsTheNodes() {
        String gateway = lab.clientNetwork().plan().gateway(2).toString();
        assertThat(lab.exec("gateway-1", "ping", "-c1", "-W2", gateway).exitCode())
                .isZero();
    }

    @Test
    void aClientsProgramsHaveNoPower() {
        assertThat(lab.exec("client-1", "grep", "^Cap", "/proc/self/status")
                        .out()
                        .lines())
                .hasSize(5)
                .allMatch(line -> line.endsWith("0000000000000000"));
        assertThat(lab.exec("client-1", "ip", "link", "set", "eth0", "down").err())
                .contains("not permitted");
    }

    /** A laboratory that could not see a leak would prove nothing. */
    @Test
    void theCaptureSeesEveryKindOfLeak() {
        CaptureReport before = lab.capture();
        lab.exec("client-1", "ping", "-c1", "-W1", REMOTE_V6);
        lab.exec("gateway-1", "ping", "-c2", "-i0.2", "-W1", REMOTE_V4);
        lab.exec("router-1", "dig", "+time=1", "+tries=1", "@198.51.100.53", "remote-1");
        lab.exec("gateway-2", "dig", "+time=1", "+tries=1", "+tcp", "@2001:db8:100::53", "remote-1");
        lab.exec("gateway-1", "curl", "-sm1", "http://203.0.113.2:51820/");
        CaptureReport after = lab.capture();
        assertThat(after.ipv4() - before.ipv4())
                .as("two pings, a query, a TCP connection")
                .isGreaterThanOrEqualTo(4);
        assertThat(after.ipv6() - before.ipv6()).as("a ping, a query over TCP").isGreaterThanOrEqualTo(4);
        assertThat(after.dns() - before.dns()).isGreaterThanOrEqualTo(4);
        assertThat(after.leaked()).isEqualTo(after.ipv4() + after.ipv6());
        assertThat(after.droppedByKernel()).isZero();
        assertThat(after.clean()).isFalse();
        assertThat(after.samples()).anyMatch(sample -> sample.source().equals("2001:db8:10:1::11"));
    }

    @Test
    void bystandersAreCountedApart() {
        CaptureReport before = lab.capture();
        lab.exec("pod-1", "ping", "-c3", "-i0.2", "-W1", REMOTE_V6);
        assertThat(lab.capture().bystanders() - before.bystanders()).isEqualTo(3);
    }

    @Test
    void flowsSeeTheirExitAndTheirEnd() throws Exception {
        try (NetworkNamespace namespace = lab.namespace("exit-2");
                Flows flows = Flows.open(namespace, InetAddress.ofLiteral(REMOTE_V4), Flows.Plan.of(20, 20))) {
            Awaitility.await().until(flows::opened);
            assertThat(flows.report()).allMatch(flow -> flow.exit().orElse("").equals("203.0.113.2"));
            assertThat(flows.report()).allMatch(flow -> flow.unharmed());
            assertThat(lab.exec("exit-2", "nft", """
                    table inet t { chain out { type filter hook output priority 0;
                      ip daddr 198.51.100.11 meta l4proto tcp reject with tcp reset
                      ip daddr 198.51.100.11 meta l4proto udp reject
                    }
                    }
                    """).exitCode()).isZero();
            Awaitility.await().until(() -> flows.report().stream().allMatch(flow -> flow.fate() == Fate.RESET));
            assertThat(flows.report()).allMatch(flow -> flow.longestGap().compareTo(Duration.ofSeconds(3)) < 0);
        } finally {
            lab.exec("exit-2", "nft", "delete table inet t");
        }
    }

    @Test
    void failingIsRefusedWhereItMeansNothing() {
        assertThatThrownBy(() -> lab.fail("cluster-1", FailureMode.BLACKHOLE))
                .hasMessage("cluster-1 cannot fail by blackhole");
        assertThatThrownBy(() -> lab.fail("router-1", FailureMode.BLACKHOLE))
                .hasMessage("router-1 cannot fail by blackhole; it can by: kill, hang");
        assertThatThrownBy(() -> lab.fail("gateway-9", FailureMode.KILL)).hasMessageContaining("gateway-4");
    }

    @Test
    void aKilledRouterLosesItsNetworkAndHealsWithTheSameAddresses() throws Exception {
        String before =
                lab.exec("router-2", "ip", "-4", "-brief", "address").out().replaceAll("@if\\d+ +", " ");
        Process sleeper = lab.start("router-2", new ProcessBuilder("sleep", "600"));
        Awaitility.await().until(() -> HostProcesses.of("router-2").contains(sleeper.pid()));
        lab.fail("router-2", FailureMode.KILL);
        lab.fail("router-2", FailureMode.KILL);
        assertThat(sleeper.waitFor()).isEqualTo(128 + 9);
        assertThat(lab.exec("router-2", "ip", "-brief", "link").out()).doesNotContain("eth0", "net1");
        lab.heal("router-2");
        assertThat(lab.exec("router-2", "ip", "-4", "-brief", "address").out().replaceAll("@if\\d+ +", " "))
                .isEqualTo(before);
    }

    @Test
    void aHungHostGoesOnWhereItStopped() throws Exception {
        Process sleeper = lab.start("client-3", new ProcessBuilder("sleep", "600"));
        Awaitility.await().until(() -> HostProcesses.of("client-3").contains(sleeper.pid()));
        lab.fail("client-3", FailureMode.HANG);
        Awaitility.await().until(() -> state(sleeper).equals("T"));
        lab.heal("client-3");
        Awaitility.await().until(() -> state(sleeper).equals("S"));
        sleeper.destroyForcibly().waitFor();
    }

    private static String state(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
    }
}
